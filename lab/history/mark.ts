import type { OperationId } from './operation.ts'

/** A text that says which operation of which run wrote it: so a post is recognised even when its answer was lost. */
export function markText(text: string, run: string, id: OperationId): string {
  return `${text} [lab ${run} ${id}]`
}

/** @param content HTML or text. @returns undefined when it carries no mark */
export function parseMark(content: string): { run: string; id: OperationId } | undefined {
  const found = /\[lab (\w+) (\d+)\]/.exec(content)
  return found ? { run: found[1] ?? '', id: Number(found[2]) } : undefined
}
