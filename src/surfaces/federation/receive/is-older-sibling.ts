/**
 * Whether two ids differ in their last number alone, which stands by itself in the path or fragment (Mastodon, Cairn), and
 * the first one's is lower: then the act that it names is an earlier one than the other's. A number that is part of
 * something else may be random, and says nothing.
 */
export function isOlderSibling(id: string | null | undefined, than: string | null | undefined): boolean {
  const [one, other] = [id ?? '', than ?? ''].map((text) => /^(.*[/#])(\d{1,20})((?:\/\D*)?)$/s.exec(text))
  if (!one || !other || one[1] !== other[1] || one[3] !== other[3]) return false
  return BigInt(one[2] ?? 0) < BigInt(other[2] ?? 0)
}
