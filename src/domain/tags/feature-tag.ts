import type { AccountId } from '#domain/accounts/index.ts'
import { normaliseTag } from '#domain/posts/index.ts'
import type { TagsNeeds } from './needs.ts'
import { type FeaturedTag, type FeaturedTagId, maxFeaturedTags } from './tag.ts'
import { insertFeaturedTag, selectFeaturedTags } from './tag-store.ts'

export type FeatureOutcome =
  | { readonly ok: true; readonly tag: FeaturedTag; readonly isNew: boolean }
  | { readonly ok: false; readonly because: 'too_many' }

/** Shows a tag on the account's profile. */
export const featureTag =
  (needs: TagsNeeds) =>
  async (accountId: AccountId, name: string): Promise<FeatureOutcome> => {
    const { sql } = needs.db
    const tag = normaliseTag(name)
    const known = await selectFeaturedTags(sql, accountId)
    const before = known.find((one) => one.tag === tag)
    if (before) return { ok: true, tag: before, isNew: false }
    if (known.length >= maxFeaturedTags) return { ok: false, because: 'too_many' }
    const id = needs.ids.next<FeaturedTagId>()
    await insertFeaturedTag(sql, { id, accountId, tag, display: name })
    const featured = (await selectFeaturedTags(sql, accountId)).find((one) => one.tag === tag)
    if (!featured) throw new Error('A featured tag is missing.')
    return { ok: true, tag: featured, isNew: true }
  }
