import type { Checkins } from '#domain/checkins/index.ts'
import type { Journal } from '#domain/journal/index.ts'
import type { Tips } from '#domain/tips/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { viewerId } from '#surfaces/mastodon-api/index.ts'
import { hiddenHistory } from '../../shapes/journal.ts'

interface Needs {
  readonly checkins: Pick<Checkins, 'hideHistory'>
  readonly tips: Pick<Tips, 'hideTips'>
  readonly journal: Pick<Journal, 'keepTripsToSelf'>
}

export const postHideAll = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path: '/api/cairn/v1/checkins/hide_all',
    access: { who: 'user', scopes: ['write:statuses'] },
    response: hiddenHistory,
    summary:
      'The panic button: every own check-in, and every tip, is for its author alone, and no trip is shared; other servers are asked to delete theirs.',
    async handle({ viewer }) {
      const me = viewerId(viewer)
      await needs.journal.keepTripsToSelf(me)
      const hidden = (await needs.checkins.hideHistory(me)) + (await needs.tips.hideTips(me))
      return { hidden, note: 'Other servers were told; copies that they keep are out of our hands.' }
    },
  })
