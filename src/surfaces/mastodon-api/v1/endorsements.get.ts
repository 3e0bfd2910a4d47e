import { Type } from 'typebox'
import { endpoint } from '#platform/http-server/index.ts'
import { type EndorsementsNeeds, endorsementsAnswer } from '../endorsements-answer.ts'
import { account } from '../entities/account.ts'
import { pageQuery, viewerId } from '../parameters.ts'

export const getEndorsements = (needs: EndorsementsNeeds) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/endorsements',
    access: { who: 'user', scopes: ['read:accounts'] },
    response: Type.Array(account),
    paged: true,
    summary: "Accounts on the viewer's profile.",
    query: pageQuery,
    handle: ({ viewer, query, request }) => endorsementsAnswer(needs, viewerId(viewer), { query, request }),
  })
