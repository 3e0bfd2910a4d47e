/** IndieAuth's words for what a Micropub client may do, as ours (https://indieweb.org/scope). Unknown ones are left out. */
const scopes: Readonly<Record<string, readonly string[]>> = {
  profile: ['profile'],
  email: ['profile'],
  create: ['read', 'write:statuses', 'write:media'],
  post: ['read', 'write:statuses', 'write:media'],
  update: ['write:statuses'],
  delete: ['write:statuses'],
  media: ['write:media'],
}

/** @returns scopes of ours, separated by spaces; only what the profile says where nothing is asked for */
export function translateIndieScopes(text: string): string {
  const asked = text.split(/\s+/).flatMap((word) => (Object.hasOwn(scopes, word) ? (scopes[word] ?? []) : []))
  return [...new Set(['profile', ...asked])].join(' ')
}
