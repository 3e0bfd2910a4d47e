/** How `JSON.parse` calls a reviver since ECMAScript's "JSON.parse source text access" (Node 21). */
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown

/**
 * Reads JSON like `JSON.parse`, but leaves integers as text that a number would round: apps written in languages with
 * larger integers send ids so (Mastodon.py 1.8).
 * @param parsed what a parser made of it, used where nothing can have been rounded
 */
export function keepLargeIntegers(text: string, parsed: unknown): unknown {
  if (!/\d{16}/.test(text)) return parsed
  const revive: Reviver = (_key, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && source && /^\d+$/.test(source)
      ? source
      : value
  return JSON.parse(text, revive as (key: string, value: unknown) => unknown)
}
