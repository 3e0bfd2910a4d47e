import type { AccountId } from '#domain/accounts/index.ts'
import type { Journal } from '#domain/journal/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { presentShownPlace, viewerId } from '#surfaces/mastodon-api/index.ts'
import { crossings } from '../../shapes/journal.ts'

interface Needs {
  readonly origin: string
  readonly journal: Pick<Journal, 'findCrossings'>
  readonly presentAccounts: (ids: readonly AccountId[]) => Promise<ReadonlyMap<AccountId, object>>
}

export const getCrossings = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/friends/crossings',
    access: { who: 'user', scopes: ['read:statuses'] },
    response: crossings,
    summary:
      'Where paths of friends crossed of late, as exactly as both show each other; of friends who want it as the viewer does.',
    async handle({ viewer }) {
      const found = await needs.journal.findCrossings(viewerId(viewer))
      const accounts = await needs.presentAccounts(found.map(({ friendId }) => friendId))
      return found.flatMap(({ friendId, shown, at, times, ownPostId, friendPostId }) => {
        const account = accounts.get(friendId)
        if (!account) return []
        const place = presentShownPlace(needs.origin, { shown })
        return [
          { account, place, at: at.toISOString(), times, own_status_id: ownPostId, status_id: friendPostId },
        ]
      })
    },
  })
