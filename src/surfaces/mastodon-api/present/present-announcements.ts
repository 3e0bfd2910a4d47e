import type { SeenAnnouncement } from '#domain/announcements/index.ts'
import { type Emoji, type Emojis, namesIn } from '#domain/emojis/index.ts'
import { renderProfileText } from '#domain/posts/index.ts'
import { presentEmoji } from './present-emoji.ts'

export interface AnnouncementNeeds {
  readonly origin: string
  readonly emojis: Pick<Emojis, 'find'>
}

/** Announcements with the custom emoji of their texts and reactions, which are found for all at once. */
export const presentAnnouncements =
  (needs: AnnouncementNeeds) => async (list: readonly SeenAnnouncement[]) => {
    const wanted = list.map((one) => ({
      one,
      emojis: { domain: null, names: namesIn([one.text]) },
      reactions: { domain: null, names: one.reactions.map((reaction) => reaction.name) },
    }))
    const found = await needs.emojis.find(wanted.flatMap(({ emojis, reactions }) => [emojis, reactions]))
    return wanted.map(({ one, emojis, reactions }) =>
      presentAnnouncement(needs.origin, one, { emojis: found(emojis), reactions: found(reactions) }),
    )
  }

function presentAnnouncement(
  origin: string,
  one: SeenAnnouncement,
  used: { emojis: readonly Emoji[]; reactions: readonly Emoji[] },
) {
  const pictures = new Map(used.reactions.map((emoji) => [emoji.shortcode, presentEmoji(origin, emoji)]))
  return {
    id: one.id,
    content: renderProfileText(one.text, origin),
    starts_at: one.startsAt?.toISOString() ?? null,
    ends_at: one.endsAt?.toISOString() ?? null,
    all_day: one.allDay,
    published_at: one.publishedAt.toISOString(),
    updated_at: one.updatedAt.toISOString(),
    read: one.read,
    mentions: [],
    statuses: [],
    tags: [],
    emojis: used.emojis.map((emoji) => presentEmoji(origin, emoji)),
    reactions: one.reactions.map((reaction) => {
      const picture = pictures.get(reaction.name)
      return { ...reaction, ...(picture && { url: picture.url, static_url: picture.static_url }) }
    }),
  }
}
