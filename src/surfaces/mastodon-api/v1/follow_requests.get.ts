import { Type } from 'typebox'
import { endpoint } from '#platform/http-server/index.ts'
import { account } from '../entities/account.ts'
import { type FollowsNeeds, followsAnswer } from '../follows-answer.ts'
import { pageQuery, viewerId } from '../parameters.ts'

export const getFollowRequests = (needs: FollowsNeeds) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/follow_requests',
    access: { who: 'user', scopes: ['read:follows'] },
    response: Type.Array(account),
    paged: true,
    summary: 'Who asks to follow the viewer.',
    query: pageQuery,
    handle({ viewer, query, request }) {
      const side = { of: 'followers', accountId: viewerId(viewer), state: 'requested' } as const
      return followsAnswer(needs, side, { query, request })
    },
  })
