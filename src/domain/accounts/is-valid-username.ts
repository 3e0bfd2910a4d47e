/** Names that would stand for the server itself, or collide with its addresses. */
const reserved = new Set([
  'about',
  'abuse',
  'admin',
  'administrator',
  'api',
  'auth',
  'cairn',
  'help',
  'hostmaster',
  'instance',
  'moderator',
  'oauth',
  'owner',
  'places',
  'postmaster',
  'relay',
  'root',
  'security',
  'server',
  'staff',
  'support',
  'system',
  'webmaster',
  'instance.actor',
])

/** Names of the accounts by which places and neighbourhoods are followed. */
const ofPlaces = /^(?:place|area)_/i

/** 1 to 30 letters, digits and underscores, none of the reserved names: what every server in the field accepts. */
export function isValidUsername(username: string): boolean {
  return (
    /^[A-Za-z0-9_]{1,30}$/.test(username) && !reserved.has(username.toLowerCase()) && !ofPlaces.test(username)
  )
}
