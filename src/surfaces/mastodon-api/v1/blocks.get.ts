import { Type } from 'typebox'
import type { Relationships } from '#domain/relationships/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { account } from '../entities/account.ts'
import { edgesOf, listAnswer } from '../link-header.ts'
import { pageQuery, toPage, viewerId } from '../parameters.ts'
import type { presentAccounts } from '../present/present-account.ts'

interface Needs {
  readonly origin: string
  readonly relationships: Pick<Relationships, 'listHeld'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

export const getBlocks = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/blocks',
    access: { who: 'user', scopes: ['read:blocks'] },
    response: Type.Array(account),
    paged: true,
    summary: 'Whom the viewer blocks.',
    query: pageQuery,
    async handle({ viewer, query, request }) {
      const page = toPage(query, { default: 40, max: 80 })
      const held = await needs.relationships.listHeld({ of: 'blocks', accountId: viewerId(viewer) }, page)
      const accounts = await needs.presentAccounts(held.map((row) => row.accountId))
      const list = held.flatMap((row) => {
        const account = accounts.get(row.accountId)
        return account ? [account] : []
      })
      return listAnswer(needs.origin, request, list, edgesOf(held, page.limit))
    },
  })
