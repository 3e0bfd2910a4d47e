import { Type } from 'typebox'
import type { Announcements } from '#domain/announcements/index.ts'
import { endpoint, nothing, Refusal } from '#platform/http-server/index.ts'
import { announcement } from '../../entities/instance.ts'
import { byId, notFound, viewerId } from '../../parameters.ts'
import { type AnnouncementNeeds, presentAnnouncements } from '../../present/present-announcements.ts'

interface Needs extends AnnouncementNeeds {
  readonly announcements: Announcements
}

export const getAnnouncements = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/announcements',
    access: { who: 'user' },
    response: Type.Array(announcement),
    summary: 'What those who run this server tell everybody.',
    query: Type.Object({
      with_dismissed: Type.Optional(Type.Boolean({ description: 'Also those that the viewer dismissed.' })),
    }),
    async handle({ viewer, query }) {
      const options = { withDismissed: query.with_dismissed ?? false }
      const list = await needs.announcements.listFor(viewerId(viewer), options)
      return presentAnnouncements(needs)(list)
    },
  })

export const dismissAnnouncement = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/announcements/:id/dismiss',
    access: { who: 'user', scopes: ['write:accounts'] },
    response: nothing,
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
    response: nothing,
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
    response: nothing,
    summary: 'Takes a reaction back.',
    params: byReaction,
    async handle({ viewer, params }) {
      if (!(await needs.announcements.takeBack(viewerId(viewer), params.id, params.name))) throw notFound()
      return {}
    },
  })
