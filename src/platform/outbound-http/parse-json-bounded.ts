/**
 * Parses JSON that somebody else wrote. Nesting deeper than `maxDepth` (an array or object in an array or
 * object counts 2) is refused in one pass over the text, before anything is built from it.
 */
export function parseJsonBounded(
  text: string,
  { maxDepth }: { maxDepth: number },
): { ok: true; value: unknown } | { ok: false; because: 'not-json' | 'too-deep' } {
  if (isDeeperThan(text, maxDepth)) return { ok: false, because: 'too-deep' }
  try {
    return { ok: true, value: JSON.parse(text) as unknown }
  } catch {
    // The parser's message quotes the text, which may be private; the reason is all that a caller needs.
    return { ok: false, because: 'not-json' }
  }
}

function isDeeperThan(text: string, maxDepth: number): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      if (++depth > maxDepth) return true
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth--
  }
  return false
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at
    if (code === BACKSLASH) at++
  }
  return text.length
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
