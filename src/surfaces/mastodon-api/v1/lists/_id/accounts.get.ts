import { Type } from 'typebox'
import type { Lists } from '#domain/lists/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { account } from '../../../entities/account.ts'
import { edgesOf, listAnswer } from '../../../link-header.ts'
import { listId } from '../../../list-parameters.ts'
import { byId, notFound, pageQuery, toPage, viewerId } from '../../../parameters.ts'
import type { presentAccounts } from '../../../present/present-account.ts'

interface Needs {
  readonly origin: string
  readonly lists: Pick<Lists, 'findList' | 'listMembers'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

/** `limit=0` asks for all of them. */
const mostMembers = 5000

export const getListAccounts = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/lists/:id/accounts',
    access: { who: 'user', scopes: ['read:lists'] },
    response: Type.Array(account),
    paged: true,
    summary: 'Who is on a list; limit=0 for all.',
    params: byId,
    query: pageQuery,
    async handle({ viewer, params, query, request }) {
      const list = await needs.lists.findList(viewerId(viewer), listId(params))
      if (!list) throw notFound()
      const page = query.limit === 0 ? { limit: mostMembers } : toPage(query, { default: 40, max: 80 })
      const members = await needs.lists.listMembers(list.id, page)
      const accounts = await needs.presentAccounts(members.map((member) => member.accountId))
      const shown = members.flatMap((member) => accounts.get(member.accountId) ?? [])
      return listAnswer(needs.origin, request, shown, edgesOf(members, page.limit))
    },
  })
