/** Why operations of Mastodon's API are not served, by the beginning of their address. */
export const reasonsNotServed: readonly { readonly address: RegExp; readonly because: string }[] = [
  { address: /links\/publishers/, because: 'Links are judged one by one, not by who published them.' },
]

export function whyNotServed(key: string): string | undefined {
  return reasonsNotServed.find(({ address }) => address.test(key))?.because
}
