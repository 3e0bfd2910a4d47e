import type { AccountId } from '#domain/accounts/index.ts'
import { localAddresses } from '#domain/accounts/index.ts'
import { type FeaturedTag, type Tags, tagIdOf } from '#domain/tags/index.ts'

export interface TagPresenterNeeds {
  readonly origin: string
  readonly tags: Pick<Tags, 'findStandings' | 'findHistories'>
}

/** Tags (in lower case) as Mastodon's Tag entities, in the given order: two queries for any number. */
export const presentTags =
  (needs: TagPresenterNeeds) => async (viewerId: AccountId | undefined, names: readonly string[]) => {
    const unique = [...new Set(names)]
    const [standings, histories] = await Promise.all([
      viewerId ? needs.tags.findStandings(viewerId, unique) : undefined,
      needs.tags.findHistories(unique),
    ])
    return unique.map((name) => ({
      id: tagIdOf(name),
      name,
      url: tagUrl(needs.origin, name),
      history: (histories.get(name) ?? []).map((day) => ({
        day: String(Date.parse(day.day) / 1000),
        uses: String(day.uses),
        accounts: String(day.accounts),
      })),
      ...(standings && {
        following: standings.get(name)?.following ?? false,
        featuring: standings.get(name)?.featuring ?? false,
      }),
    }))
  }

export function tagUrl(origin: string, name: string): string {
  return `${origin}/tags/${encodeURIComponent(name)}`
}

/** @param username of the local account that features the tag */
export function presentFeaturedTag(origin: string, username: string, tag: FeaturedTag) {
  return {
    id: tag.id,
    name: tag.display,
    url: `${localAddresses(origin, username).url}/tagged/${encodeURIComponent(tag.tag)}`,
    statuses_count: String(tag.posts),
    last_status_at: tag.lastPostAt?.toISOString().slice(0, 10) ?? null,
  }
}
