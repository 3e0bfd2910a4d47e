import { Type } from 'typebox'
import type { Accounts } from '#domain/accounts/index.ts'
import type { Policies } from '#domain/policies/index.ts'
import { endpoint } from '#platform/http-server/index.ts'

interface Needs {
  readonly accounts: Pick<Accounts, 'listDomains'>
  readonly policies: Pick<Policies, 'getJudge'>
}

export const getPeers = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/instance/peers',
    access: { who: 'public' },
    response: Type.Array(Type.String()),
    summary: 'Domains of servers that this server knows accounts of and deals with.',
    consistency: 'later',
    async handle() {
      const [domains, judge] = await Promise.all([needs.accounts.listDomains(), needs.policies.getJudge()])
      return domains.filter((domain) => judge(domain).severity !== 'suspend')
    },
  })
