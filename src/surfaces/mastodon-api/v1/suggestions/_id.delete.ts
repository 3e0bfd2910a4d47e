import type { Relationships } from '#domain/relationships/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { accountId, byId, viewerId } from '../../parameters.ts'

export const deleteSuggestion = (needs: {
  readonly relationships: Pick<Relationships, 'dismissSuggestion'>
}) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v1/suggestions/:id',
    access: { who: 'user', scopes: ['write:accounts'] },
    response: nothing,
    summary: 'Suggests an account no more.',
    params: byId,
    async handle({ viewer, params }) {
      await needs.relationships.dismissSuggestion(viewerId(viewer), accountId(params))
      return {}
    },
  })
