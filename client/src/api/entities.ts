/**
 * What the server sends, with the Mastodon API's field names (Status is our Post) and Cairn's places on top.
 * Only the fields that the client reads are listed.
 */

export interface CustomEmoji {
  readonly shortcode: string
  readonly url: string
}

export interface ProfileField {
  readonly name: string
  readonly value: string
  readonly verified_at: string | null
}

export type Visibility = 'public' | 'unlisted' | 'private' | 'direct'
export type Precision = 'venue' | 'cell' | 'city' | 'country'

export interface Account {
  readonly id: string
  readonly username: string
  readonly acct: string
  readonly display_name: string
  readonly locked: boolean
  readonly bot: boolean
  readonly created_at: string
  readonly note: string
  readonly url: string
  readonly avatar: string
  readonly header: string
  readonly followers_count: number
  readonly following_count: number
  readonly statuses_count: number
  readonly emojis: readonly CustomEmoji[]
  readonly fields: readonly ProfileField[]
}

export type QuotePolicy = 'public' | 'followers' | 'nobody'

export interface OwnAccount extends Account {
  readonly source: {
    readonly note: string
    readonly fields: readonly ProfileField[]
    readonly privacy: Visibility
    readonly sensitive: boolean
    readonly language: string | null
    readonly follow_requests_count?: number
    readonly quote_policy?: QuotePolicy
    readonly checkin_visibility?: Visibility
    readonly checkin_precision?: Precision
  }
  readonly role?: Role
}

/** What somebody may do here; the name is empty for most. */
export interface Role {
  readonly name: string
  /** Bits as a decimal number. */
  readonly permissions: string
}

export interface Relationship {
  readonly id: string
  readonly following: boolean
  readonly requested: boolean
  readonly followed_by: boolean
  readonly blocking: boolean
  readonly blocked_by: boolean
  readonly muting: boolean
}

export interface Media {
  readonly id: string
  readonly type: 'image' | 'video' | 'gifv' | 'audio' | 'unknown'
  readonly url: string | null
  readonly preview_url: string | null
  readonly remote_url?: string | null
  readonly description: string | null
  readonly blurhash: string | null
  readonly meta?: {
    readonly original?: { readonly width: number; readonly height: number }
    readonly focus?: { readonly x: number; readonly y: number }
  } | null
}

export interface PlaceOnPost {
  /** None for what has no page of its own: a cell, a country. */
  readonly id: string | null
  readonly slug: string
  readonly name: string
  readonly country: string | null
  readonly country_code: string | null
  readonly url: string | null
  /** None for a country. */
  readonly latitude: number | null
  readonly longitude: number | null
  /** Metres within which the place lies; wider when the position was made coarser. */
  readonly radius: number | null
  readonly precision: Precision
  readonly category: string | null
  readonly address: { readonly locality?: string; readonly region?: string; readonly street?: string } | null
  readonly licence?: string | null
  readonly attribution?: string | null
}

export interface Checkin {
  readonly precision: Precision
  readonly arrived_at: string
  readonly place_id: string | null
  /** Who agreed to be named. */
  readonly companions?: ReadonlyArray<{ readonly id: string; readonly acct: string }>
  /** The exact venue; sent to the author alone. */
  readonly own_place_id?: string | null
}

export interface Mention {
  readonly id: string
  readonly acct: string
  readonly url: string
}

export interface Tag {
  readonly name: string
  readonly url?: string
  readonly following?: boolean
  /** Today first, a week. */
  readonly history?: ReadonlyArray<{ readonly uses: string; readonly accounts: string }>
}

export interface PreviewCard {
  readonly url: string
  readonly title: string
  readonly description: string
  readonly image: string | null
  readonly provider_name?: string
}

export interface Poll {
  readonly id: string
  readonly expires_at: string | null
  readonly expired: boolean
  readonly multiple: boolean
  readonly votes_count: number
  readonly voters_count: number | null
  readonly options: ReadonlyArray<{ readonly title: string; readonly votes_count: number | null }>
  readonly voted?: boolean
  readonly own_votes?: readonly number[]
}

export interface Post {
  readonly id: string
  readonly uri: string
  readonly url: string | null
  readonly created_at: string
  readonly edited_at: string | null
  readonly account: Account
  readonly content: string
  readonly visibility: Visibility
  readonly sensitive: boolean
  readonly spoiler_text: string
  readonly language: string | null
  readonly in_reply_to_id: string | null
  readonly in_reply_to_account_id: string | null
  readonly media_attachments: readonly Media[]
  readonly mentions: readonly Mention[]
  readonly tags: readonly Tag[]
  readonly emojis: readonly CustomEmoji[]
  readonly card?: PreviewCard | null
  readonly replies_count: number
  readonly reblogs_count: number
  readonly favourites_count: number
  readonly favourited?: boolean
  readonly reblogged?: boolean
  readonly bookmarked?: boolean
  /** Of own posts only. */
  readonly pinned?: boolean
  readonly muted?: boolean
  readonly poll?: Poll | null
  readonly reblog: Post | null
  readonly filtered?: readonly FilterMatch[]
  readonly quote?: Quote | null
  readonly quote_approval?: {
    /** `manual`: the author is asked. `unknown`: its server says. */
    readonly current_user: 'automatic' | 'manual' | 'denied' | 'unknown'
  }
  readonly place?: PlaceOnPost | null
  readonly checkin?: Checkin | null
  /** Advice about `place`; nobody was there because of it. */
  readonly tip?: boolean
}

export type FilterContext = 'home' | 'notifications' | 'public' | 'thread' | 'account'
export type FilterAction = 'warn' | 'hide' | 'blur'

/** A filter of the reader's that a post meets. */
export interface FilterMatch {
  readonly filter: {
    readonly title: string
    readonly context: readonly FilterContext[]
    readonly filter_action: FilterAction
  }
}

/** One post shown in another. States are those of the Mastodon API: only `accepted` shows anything. */
export interface Quote {
  readonly state: string
  /** Within a quote the next one goes by its id alone. */
  readonly quoted_status?: Post | null
}

export interface PostEdit {
  readonly content: string
  readonly spoiler_text: string
  readonly created_at: string
  readonly account: Account
  readonly emojis: readonly CustomEmoji[]
  readonly media_attachments: readonly Media[]
}

export interface PostSource {
  readonly id: string
  readonly text: string
  readonly spoiler_text: string
}

export interface Thread {
  readonly ancestors: readonly Post[]
  readonly descendants: readonly Post[]
}

export interface Notification {
  readonly id: string
  readonly type: string
  readonly created_at: string
  readonly account: Account
  readonly status?: Post | null
}

export interface Place {
  readonly id: string
  readonly slug: string
  readonly name: string
  /** In the language that was asked for; the same as `name` where nobody said. */
  readonly display_name: string
  /** What it is called elsewhere; `language` is null where nobody said. */
  readonly names: ReadonlyArray<{ readonly name: string; readonly language: string | null }>
  readonly kind: 'venue' | 'town' | 'region' | 'country'
  readonly category: string | null
  readonly latitude: number
  readonly longitude: number
  readonly country: string | null
  readonly country_code: string | null
  readonly region: string | null
  readonly address: {
    readonly street?: string
    readonly locality?: string
    readonly postal_code?: string
  } | null
  readonly population: number | null
  readonly source: string | null
  readonly licence: string | null
  readonly attribution: string | null
  /** Whose data it is, every source; with a single place only. */
  readonly credits?: ReadonlyArray<{
    readonly source: string
    readonly attribution: string
    readonly url: string | null
    readonly licence: string | null
  }>
  /** A date; it is found no more. */
  readonly closed_on: string | null
  readonly same_as: readonly string[]
  readonly url: string
  readonly uri: string
  readonly private: boolean
  readonly created_by_me: boolean
  /** Unknown below three, so that one visitor cannot be guessed. */
  readonly checkins_count: number | null
}

export interface NearbyPlace {
  readonly place: Place
  /** Metres from the point that was asked for. */
  readonly distance: number
}

export interface Category {
  readonly id: string
  readonly name: string
  readonly icon: string
  readonly sensitive: boolean
  readonly group: string
}

export interface SearchResults {
  readonly accounts: readonly Account[]
  readonly statuses: readonly Post[]
  readonly hashtags: readonly Tag[]
}

export interface Instance {
  readonly domain: string
  readonly title: string
  readonly description: string
  readonly version: string
  readonly configuration?: {
    readonly statuses?: { readonly max_characters?: number; readonly max_media_attachments?: number }
    readonly polls?: { readonly max_options?: number }
    readonly vapid?: { readonly public_key?: string }
    readonly media_attachments?: { readonly supported_mime_types?: readonly string[] }
  }
}
