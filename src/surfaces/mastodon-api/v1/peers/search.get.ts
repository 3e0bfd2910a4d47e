import { Type } from 'typebox'
import type { Accounts } from '#domain/accounts/index.ts'
import type { Policies } from '#domain/policies/index.ts'
import { endpoint } from '#platform/http-server/index.ts'

const most = 10

export const searchPeers = (needs: {
  readonly accounts: Pick<Accounts, 'listDomains'>
  readonly policies: Pick<Policies, 'getJudge'>
}) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/peers/search',
    access: { who: 'public' },
    response: Type.Array(Type.String()),
    summary: 'Domains of known servers that begin with a text, at most ten.',
    consistency: 'later',
    query: Type.Object({ q: Type.Optional(Type.String({ maxLength: 255 })) }),
    async handle({ query }) {
      const start = query.q?.trim().toLowerCase() ?? ''
      if (start === '') return []
      const [domains, judge] = await Promise.all([needs.accounts.listDomains(), needs.policies.getJudge()])
      return domains
        .filter((domain) => domain.toLowerCase().startsWith(start) && judge(domain).severity !== 'suspend')
        .slice(0, most)
    },
  })
