import type { AccountId } from '#domain/accounts/index.ts'

export type CardKind = 'link' | 'photo' | 'video' | 'rich'

/** What a page says of itself. */
export interface Card {
  /** As posts link to it, without fragment. */
  readonly url: string
  /** Where it was found; after redirects. */
  readonly finalUrl: string
  readonly kind: CardKind
  readonly title: string
  readonly description: string
  readonly authorName: string
  readonly authorUrl: string
  /** An account that the page names as its author, and that names the page's site. */
  readonly authorId: AccountId | null
  readonly providerName: string
  readonly providerUrl: string
  /** One `<iframe>` of the page's own site, or nothing. */
  readonly html: string
  readonly embedUrl: string
  readonly width: number
  readonly height: number
  readonly imageKey: string | null
  readonly imageDescription: string
  readonly blurhash: string | null
  readonly publishedAt: Date | null
  readonly language: string | null
  /** Whether there is anything to show. */
  readonly isEmpty: boolean
  readonly fetchedAt: Date
}
