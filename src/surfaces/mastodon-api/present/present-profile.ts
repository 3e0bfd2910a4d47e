import type { Account } from '#domain/accounts/index.ts'
import type { Tags } from '#domain/tags/index.ts'
import type { PresentedAccount } from './present-account.ts'
import { presentFeaturedTag } from './present-tags.ts'

export interface ProfileNeeds {
  readonly origin: string
  readonly tags: Pick<Tags, 'listFeatured'>
}

/** The viewer's own profile as it is edited: texts as typed, pictures or nothing. */
export async function presentProfile(needs: ProfileNeeds, account: Account, presented: PresentedAccount) {
  const avatar = account.avatarKey ? presented.avatar : null
  const header = account.headerKey ? presented.header : null
  return {
    id: account.id,
    display_name: account.displayName,
    note: account.bio,
    fields: account.fields.map((field) => ({
      name: field.name,
      value: field.value,
      verified_at: field.verifiedAt ?? null,
    })),
    avatar,
    avatar_static: avatar,
    avatar_description: account.avatarDescription,
    header,
    header_static: header,
    header_description: account.headerDescription,
    locked: account.locked,
    bot: account.bot,
    hide_collections: account.hideCollections,
    discoverable: account.discoverable,
    indexable: account.indexable,
    show_media: account.showMedia,
    show_media_replies: account.showMediaReplies,
    show_featured: account.showFeatured,
    attribution_domains: account.attributionDomains,
    // Mastodon for Android does not open the profile's editor without them.
    featured_tags: (await needs.tags.listFeatured(account.id)).map((tag) =>
      presentFeaturedTag(needs.origin, account.username, tag),
    ),
  }
}
