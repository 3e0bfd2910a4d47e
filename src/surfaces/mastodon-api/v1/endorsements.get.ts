import { endpoint } from '#platform/http-server/index.ts'
import { type EndorsementsNeeds, endorsementsAnswer } from '../endorsements-answer.ts'
import { pageQuery, viewerId } from '../parameters.ts'

export const getEndorsements = (needs: EndorsementsNeeds) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/endorsements',
    access: { who: 'user', scopes: ['read:accounts'] },
    summary: "Accounts on the viewer's profile.",
    query: pageQuery,
    handle: ({ viewer, query, request }) => endorsementsAnswer(needs, viewerId(viewer), { query, request }),
  })
