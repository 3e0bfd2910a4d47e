/** A page of the client with the parts of its address. */
export type Route =
  | { readonly name: 'home' | 'local' | 'global' | 'near' | 'notifications' | 'check-in' | 'compose' }
  | {
      readonly name:
        | 'search'
        | 'journal'
        | 'settings'
        | 'bookmarks'
        | 'likes'
        | 'follow-requests'
        | 'signing-in'
        | 'blocks'
        | 'mutes'
        | 'lists'
        | 'scheduled'
        | 'domain-blocks'
        | 'filters'
        | 'followed-tags'
        | 'place-reports'
    }
  | { readonly name: 'tag'; readonly tag: string }
  | { readonly name: 'list'; readonly id: string }
  | { readonly name: 'profile'; readonly acct: string }
  | { readonly name: 'thread'; readonly acct: string; readonly id: string }
  | { readonly name: 'place'; readonly id: string }
  | { readonly name: 'journal-day'; readonly day: string }
  | { readonly name: 'journal-year'; readonly year: number }

/** The pages whose address has no parts; the server answers each with the shell. */
export const plainRoutes: Readonly<Record<string, Route>> = {
  '/': { name: 'home' },
  '/home': { name: 'home' },
  '/local': { name: 'local' },
  '/global': { name: 'global' },
  '/near': { name: 'near' },
  '/notifications': { name: 'notifications' },
  '/check-in': { name: 'check-in' },
  '/compose': { name: 'compose' },
  '/search': { name: 'search' },
  // What the page is called: people type it.
  '/explore': { name: 'search' },
  '/journal': { name: 'journal' },
  '/settings': { name: 'settings' },
  '/bookmarks': { name: 'bookmarks' },
  '/likes': { name: 'likes' },
  '/blocks': { name: 'blocks' },
  '/mutes': { name: 'mutes' },
  '/filters': { name: 'filters' },
  '/scheduled': { name: 'scheduled' },
  '/domain-blocks': { name: 'domain-blocks' },
  '/lists': { name: 'lists' },
  '/followed-tags': { name: 'followed-tags' },
  '/place-reports': { name: 'place-reports' },
  '/follow-requests': { name: 'follow-requests' },
  '/oauth/done': { name: 'signing-in' },
}

/** The page that belongs to a path; null for everything that the server shows by itself. */
export function matchRoute(path: string): Route | null {
  const clean = path.length > 1 ? path.replace(/\/+$/, '') : path
  const plain = plainRoutes[clean]
  if (plain) return plain
  const [, first = '', second, ...rest] = clean.split('/').map(decode)
  if (rest.length > 0) return null
  if (first.startsWith('@') && first.length > 1) {
    const acct = first.slice(1)
    if (second === undefined) return { name: 'profile', acct }
    return /^\d+$/.test(second) ? { name: 'thread', acct, id: second } : null
  }
  if (first === 'tags' && second) return { name: 'tag', tag: second.toLowerCase() }
  if (first === 'lists' && second) return /^\d+$/.test(second) ? { name: 'list', id: second } : null
  if (first === 'journal' && second) return matchJournal(second)
  // The slug after the id is for people; the id alone decides.
  if (first === 'places' && second) return { name: 'place', id: second.split('-')[0] ?? second }
  return null
}

function matchJournal(part: string): Route | null {
  if (/^\d{4}$/.test(part)) return { name: 'journal-year', year: Number(part) }
  const isDay = /^\d{4}-\d\d-\d\d$/.test(part) && !Number.isNaN(Date.parse(part))
  return isDay ? { name: 'journal-day', day: part } : null
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Pages that need somebody signed in; all others have a server-rendered form for visitors. */
export function needsSignIn(path: string, route: Route): boolean {
  return path !== '/' && !['profile', 'thread', 'place', 'tag', 'signing-in'].includes(route.name)
}

/** @param day `2026-11-24` */
export function dayPath(day: string): string {
  return `/journal/${day}`
}

export function profilePath(acct: string): string {
  return `/@${acct}`
}

export function threadPath(post: {
  readonly id: string
  readonly account: { readonly acct: string }
}): string {
  return `/@${post.account.acct}/${post.id}`
}

export function placePath(place: { readonly id: string; readonly slug?: string }): string {
  return place.slug ? `/places/${place.id}-${place.slug}` : `/places/${place.id}`
}
