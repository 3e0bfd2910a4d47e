import { Type } from 'typebox'
import type { Announcements, SeenAnnouncement } from '#domain/announcements/index.ts'
import { type Emoji, type Emojis, namesIn } from '#domain/emojis/index.ts'
import { renderProfileText } from '#domain/posts/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { byId, notFound, viewerId } from '../../parameters.ts'
import { presentEmoji } from '../../present/present-emoji.ts'

interface Needs {
  readonly origin: string
  readonly announcements: Announcements
  readonly emojis: Pick<Emojis, 'find'>
}

export const getAnnouncements = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/announcements',
    access: { who: 'user' },
    summary: 'What those who run this server tell everybody.',
    query: Type.Object({
      with_dismissed: Type.Optional(Type.Boolean({ description: 'Also those that the viewer dismissed.' })),
    }),
    async handle({ viewer, query }) {
      const options = { withDismissed: query.with_dismissed ?? false }
      const list = await needs.announcements.listFor(viewerId(viewer), options)
      const wanted = list.map((one) => ({
        one,
        emojis: { domain: null, names: namesIn([one.text]) },
        reactions: { domain: null, names: one.reactions.map((reaction) => reaction.name) },
      }))
      const found = await needs.emojis.find(wanted.flatMap(({ emojis, reactions }) => [emojis, reactions]))
      return wanted.map(({ one, emojis, reactions }) =>
        presentAnnouncement(needs.origin, one, { emojis: found(emojis), reactions: found(reactions) }),
      )
    },
  })

export const dismissAnnouncement = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/announcements/:id/dismiss',
    access: { who: 'user', scopes: ['write:accounts'] },
    summary: 'Marks an announcement as read.',
    params: byId,
    async handle({ viewer, params }) {
      if (!(await needs.announcements.dismiss(viewerId(viewer), params.id))) throw notFound()
      return {}
    },
  })

const byReaction = Type.Object({ id: byId.properties.id, name: Type.String({ maxLength: 100 }) })
const reactionAccess = { who: 'user', scopes: ['write:favourites'] } as const
const reactionPath = '/api/v1/announcements/:id/reactions/:name'

export const putAnnouncementReaction = (needs: Needs) =>
  endpoint({
    method: 'PUT',
    path: reactionPath,
    access: reactionAccess,
    summary: 'Reacts to an announcement with an emoji.',
    params: byReaction,
    async handle({ viewer, params }) {
      const outcome = await needs.announcements.react(viewerId(viewer), params.id, params.name)
      switch (outcome) {
        case 'done':
          return {}
        case 'not_found':
          throw notFound()
        case 'not_an_emoji':
          throw new Refusal(422, 'Validation failed: Name is not a recognized emoji')
        case 'too_many':
          throw new Refusal(422, 'Validation failed: Limit of different reactions reached')
      }
    },
  })

export const deleteAnnouncementReaction = (needs: Needs) =>
  endpoint({
    method: 'DELETE',
    path: reactionPath,
    access: reactionAccess,
    summary: 'Takes a reaction back.',
    params: byReaction,
    async handle({ viewer, params }) {
      if (!(await needs.announcements.takeBack(viewerId(viewer), params.id, params.name))) throw notFound()
      return {}
    },
  })

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
