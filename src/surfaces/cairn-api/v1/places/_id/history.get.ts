import type { Role } from '#domain/access/index.ts'
import type { AccountId } from '#domain/accounts/index.ts'
import { mayModerate } from '#domain/moderation/index.ts'
import type { PlaceChange, Places } from '#domain/places/index.ts'
import { endpoint, type Viewer } from '#platform/http-server/index.ts'
import { byId, viewerId } from '#surfaces/mastodon-api/index.ts'
import { findPlaceOr404 } from '../../../place-id.ts'
import { placeChanges } from '../../../shapes/place.ts'

interface Needs {
  readonly places: Pick<Places, 'findPlace' | 'listChanges'>
  readonly presentAccounts: (ids: readonly AccountId[]) => Promise<ReadonlyMap<AccountId, object>>
}

const most = 100

/**
 * Who corrects the places round a home tells where somebody lives: names are for those who moderate, and everybody knows
 * the own.
 */
export const getPlaceHistory = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/places/:id/history',
    access: { who: 'public', scopes: ['read:statuses'] },
    response: placeChanges,
    summary:
      'What was corrected of a place and which were merged into it; by whom, for moderators and for oneself.',
    params: byId,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const place = await findPlaceOr404(needs.places, params, me)
      const changes = await needs.places.listChanges(place.id, most)
      const named = new Map(changes.map((change) => [change.id, nameFor(change, viewer)]))
      const accounts = await needs.presentAccounts([...named.values()].filter((id) => id !== null))
      return changes.map(({ id, kind, changes: fields, createdAt }) => {
        const actorId = named.get(id)
        return {
          id,
          kind,
          changes: fields.map(({ field, before, after }) => ({ field: fieldNames[field], before, after })),
          account: (actorId && accounts.get(actorId)) ?? null,
          created_at: createdAt.toISOString(),
        }
      })
    },
  })

const fieldNames = {
  name: 'name',
  category: 'category',
  position: 'position',
  address: 'address',
  closedOn: 'closed_on',
} as const

function nameFor({ actorId }: PlaceChange, viewer: Viewer | undefined): AccountId | null {
  const mayKnow = viewer && (viewer.accountId === actorId || mayModerate(viewer.role as Role, 'reports'))
  return mayKnow ? actorId : null
}
