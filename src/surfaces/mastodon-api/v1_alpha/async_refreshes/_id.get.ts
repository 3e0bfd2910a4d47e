import { Type } from 'typebox'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { notFound } from '../../parameters.ts'

export const getAsyncRefresh = () =>
  endpoint({
    method: 'GET',
    path: '/api/v1_alpha/async_refreshes/:id',
    access: { who: 'user', scopes: ['read'] },
    response: nothing,
    summary: 'How far a refresh in the background is: no answer of this server names one.',
    params: Type.Object({ id: Type.String() }),
    async handle() {
      throw notFound()
    },
  })
