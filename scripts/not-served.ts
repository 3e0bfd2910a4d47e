/** Why operations of Mastodon's API are not served, by the beginning of their address. */
export const reasonsNotServed: readonly { readonly address: RegExp; readonly because: string }[] = [
  {
    address: /collections/,
    because:
      'Collections are of Mastodon 4.7; `api_versions` does not announce them (10), so apps do not ask.',
  },
  { address: /instance\/domain_blocks/, because: 'Planned, with the moderation of domains.' },
  { address: /\/admin\//, because: 'Planned: moderation by the API; operators have commands.' },
]

export function whyNotServed(key: string): string | undefined {
  return reasonsNotServed.find(({ address }) => address.test(key))?.because
}
