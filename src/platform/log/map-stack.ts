import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'

const maps = new Map<string, SourceMap | undefined>()

/**
 * Names in a stack the sources that joined code was made of, where a map lies beside a file. Node would do it by itself,
 * but reads every map at every start for that, whether anything fails or not.
 */
export function mapStack(stack: string): string {
  return stack.replace(
    /(file:\/\/[^\s()]+\.mjs):(\d+):(\d+)/g,
    (place: string, file: string, line: string, column: string) => {
      const origin = mapOf(file)?.findOrigin(Number(line), Number(column))
      return origin && 'fileName' in origin && origin.fileName
        ? `${new URL(origin.fileName, file).href}:${origin.lineNumber}:${origin.columnNumber}`
        : place
    },
  )
}

function mapOf(file: string): SourceMap | undefined {
  if (!maps.has(file)) maps.set(file, readMap(file))
  return maps.get(file)
}

function readMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(new URL(`${file}.map`), 'utf8')))
  } catch {
    return undefined
  }
}
