import type { Defect } from './defects.ts'

/** @throws Error when the place is not there exactly once: then the code has changed, and the defect must follow */
export function applyDefect({ file, find, replace }: Defect, text: string): string {
  const parts = text.split(find)
  if (parts.length !== 2) {
    throw new Error(`A defect of the lab fits ${file} ${parts.length - 1} times instead of once: ${find}`)
  }
  return parts.join(replace)
}
