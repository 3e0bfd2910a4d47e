import { Type } from 'typebox'
import type { Relationships } from '#domain/relationships/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { mutedAccount } from '../entities/account.ts'
import { edgesOf, listAnswer } from '../link-header.ts'
import { pageQuery, toPage, viewerId } from '../parameters.ts'
import type { presentAccounts } from '../present/present-account.ts'

interface Needs {
  readonly origin: string
  readonly relationships: Pick<Relationships, 'listHeld'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

export const getMutes = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/mutes',
    access: { who: 'user', scopes: ['read:mutes'] },
    response: Type.Array(mutedAccount),
    paged: true,
    summary: 'Whom the viewer mutes.',
    query: pageQuery,
    async handle({ viewer, query, request }) {
      const page = toPage(query, { default: 40, max: 80 })
      const held = await needs.relationships.listHeld({ of: 'mutes', accountId: viewerId(viewer) }, page)
      const accounts = await needs.presentAccounts(held.map((row) => row.accountId))
      const list = held.flatMap((row) => {
        const account = accounts.get(row.accountId)
        return account ? [{ ...account, mute_expires_at: row.expiresAt?.toISOString() ?? null }] : []
      })
      return listAnswer(needs.origin, request, list, edgesOf(held, page.limit))
    },
  })
