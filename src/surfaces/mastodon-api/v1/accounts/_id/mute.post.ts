import { Type } from 'typebox'
import type { Relationships } from '#domain/relationships/index.ts'
import { maxSeconds } from '../../../parameters.ts'
import { type RelationshipNeeds, relationshipEndpoint } from '../../../relationship-endpoint.ts'

type Needs = RelationshipNeeds & { readonly relationships: Pick<Relationships, 'muteAccount'> }

export const muteAccountEndpoint = (needs: Needs) =>
  relationshipEndpoint(needs, {
    path: '/api/v1/accounts/:id/mute',
    scopes: ['write:mutes'],
    summary: 'Mutes an account, which never learns of it.',
    body: Type.Object({
      notifications: Type.Optional(Type.Boolean()),
      duration: Type.Optional(
        Type.Integer({ minimum: 0, maximum: maxSeconds, description: 'Seconds; 0: for good.' }),
      ),
    }),
    do: (me, other, body) =>
      needs.relationships.muteAccount({
        muterId: me,
        mutedId: other,
        hideNotifications: body.notifications,
        durationSeconds: body.duration,
      }),
  })
