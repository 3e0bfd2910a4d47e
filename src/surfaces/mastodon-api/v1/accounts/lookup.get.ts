import { Type } from 'typebox'
import type { Accounts } from '#domain/accounts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { account } from '../../entities/account.ts'
import { notFound } from '../../parameters.ts'
import { parseHandle } from '../../parse-handle.ts'
import type { presentAccounts } from '../../present/present-account.ts'

interface Needs {
  readonly origin: string
  readonly accounts: Pick<Accounts, 'findByHandle'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

export const lookupAccount = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/accounts/lookup',
    access: { who: 'public', scopes: ['read:accounts'] },
    response: account,
    alsoAnswers: { 404: 'error' },
    summary: 'An account known here, by its handle; nothing is fetched.',
    query: Type.Object({ acct: Type.String({ maxLength: 400 }) }),
    async handle({ query }) {
      const handle = parseHandle(query.acct, needs.origin)
      const account = handle && (await needs.accounts.findByHandle(handle.username, handle.domain))
      const presented = account && (await needs.presentAccounts([account.id])).get(account.id)
      if (!presented) throw notFound()
      return presented
    },
  })
