import { Type } from 'typebox'
import type { Accounts } from '#domain/accounts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'

const most = 10

export const searchPeers = (needs: { readonly accounts: Pick<Accounts, 'listDomains'> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/peers/search',
    access: { who: 'public' },
    summary: 'Domains of known servers that begin with a text, at most ten.',
    query: Type.Object({ q: Type.Optional(Type.String({ maxLength: 255 })) }),
    async handle({ query }) {
      const start = query.q?.trim().toLowerCase() ?? ''
      if (start === '') return []
      const domains = await needs.accounts.listDomains()
      return domains.filter((domain) => domain.toLowerCase().startsWith(start)).slice(0, most)
    },
  })
