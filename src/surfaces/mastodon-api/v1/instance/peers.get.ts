import type { Accounts } from '#domain/accounts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'

export const getPeers = (needs: { readonly accounts: Pick<Accounts, 'listDomains'> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/instance/peers',
    access: { who: 'public' },
    summary: 'Domains of servers that this server knows accounts of.',
    handle: () => needs.accounts.listDomains(),
  })
