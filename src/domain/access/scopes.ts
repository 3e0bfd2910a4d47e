/** Every scope that Mastodon 4.6 knows: apps ask for what they know from there. */
export const knownScopes: readonly string[] = [
  'profile',
  'read',
  ...children(
    'read',
    'accounts blocks bookmarks collections favourites filters follows lists mutes notifications search statuses',
  ),
  'write',
  ...children(
    'write',
    'accounts blocks bookmarks collections conversations favourites filters follows lists media mutes notifications reports statuses',
  ),
  'follow',
  'push',
  'admin:read',
  ...children('admin:read', adminAreas()),
  'admin:write',
  ...children('admin:write', adminAreas()),
]

const known = new Set(knownScopes)

/** What the deprecated scope `follow` stands for (Mastodon 2.4.3 and before). */
const followed: readonly string[] = ['read', 'write'].flatMap((parent) =>
  children(parent, 'blocks follows mutes'),
)

/**
 * Reads a list of scopes as apps send it: separated by spaces.
 * @returns undefined when one is unknown; `read` for an empty list, as Mastodon does.
 */
export function parseScopes(text: string | undefined): readonly string[] | undefined {
  const scopes = [...new Set((text ?? '').split(/[\s+]+/).filter(Boolean))]
  if (scopes.length === 0) return ['read']
  return scopes.every((scope) => known.has(scope)) ? scopes : undefined
}

/** Whether what was granted covers what is needed: `read` contains `read:statuses`, `follow` contains `write:follows`. */
export function hasScope(granted: readonly string[], needed: string): boolean {
  if (granted.includes(needed)) return true
  if (granted.includes('follow') && followed.includes(needed)) return true
  const parent = needed.slice(0, needed.lastIndexOf(':'))
  return parent !== '' && needed.includes(':') && granted.includes(parent)
}

/** Whether every scope asked for is covered by those allowed. */
export function isWithinScopes(asked: readonly string[], allowed: readonly string[]): boolean {
  return asked.every(
    (scope) =>
      hasScope(allowed, scope) || (scope === 'follow' && followed.every((part) => hasScope(allowed, part))),
  )
}

export function isAdminScope(scope: string): boolean {
  return scope.startsWith('admin:')
}

function children(parent: string, names: string): string[] {
  return names.split(' ').map((name) => `${parent}:${name}`)
}

function adminAreas(): string {
  return 'accounts reports domain_allows domain_blocks ip_blocks email_domain_blocks canonical_email_blocks'
}
