import type { PresentedAccount } from './present-account.ts'

/** What a notification of a kind that an app does not know says in words. */
export interface Fallback {
  readonly title: string
  readonly summary: string
  readonly details: null
}

const titles: Readonly<Record<string, (name: string) => string>> = {
  'cairn.companion': (name) => `${name} would like to say that you were there`,
  'cairn.place_report': (name) => `${name} reported a place`,
}

/**
 * @param type as Mastodon's API names it
 * @param supported the types that the app says it knows; undefined: it asks for no fallbacks
 * @returns nothing for types of Mastodon's, which every app knows
 */
export function presentFallback(
  type: string,
  account: Pick<PresentedAccount, 'display_name' | 'acct'> | undefined,
  supported: readonly string[] | undefined,
): { fallback?: Fallback } {
  const title = titles[type]
  if (!supported || supported.includes(type) || !title) return {}
  const summary = 'This app does not know this kind of news: open the web client of your server to answer.'
  return {
    fallback: { title: title(account?.display_name || account?.acct || 'Somebody'), summary, details: null },
  }
}

/** The same for a list of notifications. */
export function withFallbacks<
  Shown extends { readonly type: string; readonly account: Pick<PresentedAccount, 'display_name' | 'acct'> },
>(shown: readonly Shown[], supported: readonly string[] | undefined) {
  return shown.map((one) => ({ ...one, ...presentFallback(one.type, one.account, supported) }))
}
