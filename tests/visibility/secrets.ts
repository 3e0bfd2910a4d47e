/** Somebody who might see something, by what stands between them and the author. */
export const viewers = [
  'author',
  'follower',
  'mentioned',
  'stranger',
  'removed',
  'blocked',
  'muting',
  'signedOut',
  'elsewhere',
  'followerElsewhere',
] as const
export type ViewerName = (typeof viewers)[number]

/** What nobody may learn who may not see the post: words that stand nowhere else. */
export interface Secret {
  readonly name: string
  readonly id: string
  /** Words of the text; and its own hashtag, unless the post is for everybody: then the tag is, too. */
  readonly words: readonly string[]
  /** A hashtag that only this post has. */
  readonly tag: string
  readonly sees: ReadonlySet<ViewerName>
  /** Of a check-in: what tells where it was exactly, and who may know. */
  readonly place?: { readonly words: readonly string[]; readonly knows: ReadonlySet<ViewerName> }
}

export interface Leak {
  readonly viewer: ViewerName
  readonly at: string
  readonly secret: string
  readonly what: string
}

/** The same of an Arrive, which has no word of the text: what it tells of the place is told of the check-in. */
export function findArrivalLeaks(
  viewer: ViewerName,
  at: string,
  body: string,
  secrets: readonly Secret[],
): Leak[] {
  const secret = secrets.find(({ id }) => at.endsWith(`/arrivals/${id}`))
  if (!secret?.place || (secret.sees.has(viewer) && secret.place.knows.has(viewer))) return []
  const text = body.toLowerCase()
  const told = secret.place.words.filter((word) => text.includes(word.toLowerCase()))
  return told.map((what) => ({ viewer, at, secret: secret.name, what }))
}

/**
 * What an answer tells a viewer who must not know it. Words that the request itself said are no news; a place has a
 * page of its own, so its name is a leak only together with the check-in.
 */
export function findLeaks(viewer: ViewerName, at: string, body: string, secrets: readonly Secret[]): Leak[] {
  const text = body.toLowerCase()
  const asked = decodeURIComponent(at.replaceAll(/%(?![0-9a-f]{2})/gi, '%25')).toLowerCase()
  const told = (words: readonly string[]) =>
    words.filter((word) => !asked.includes(word.toLowerCase()) && text.includes(word.toLowerCase()))
  return secrets.flatMap((secret) => {
    if (!secret.sees.has(viewer))
      return told(secret.words).map((what) => ({ viewer, at, secret: secret.name, what }))
    const { place } = secret
    if (!place || place.knows.has(viewer) || told(secret.words).length === 0) return []
    return told(place.words).map((what) => ({ viewer, at, secret: secret.name, what }))
  })
}
