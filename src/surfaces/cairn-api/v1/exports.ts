import { stringify } from 'csv-stringify/sync'
import type { Account, AccountId, Accounts } from '#domain/accounts/index.ts'
import type { Lists } from '#domain/lists/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import type { ArchiveFile } from '#platform/archives/index.ts'
import type { Page } from '#platform/db/index.ts'
import { type AnyEndpoint, answer, endpoint } from '#platform/http-server/index.ts'
import { viewerId } from '#surfaces/mastodon-api/index.ts'
import { csv } from '../shapes/brought-along.ts'

export interface ExportNeeds {
  readonly origin: string
  readonly handleDomain: string
  readonly accounts: Pick<Accounts, 'findAccounts'>
  readonly relationships: Pick<Relationships, 'listFollows' | 'listHeld' | 'listDomainBlocks'>
  readonly lists: Pick<Lists, 'listLists' | 'listMembers'>
  readonly posts: Pick<Posts, 'listMarked' | 'keepVisible'>
}

/** More than one answer should hold. */
const most = 50_000
const batch = 1000

type Row = readonly (string | boolean)[]
type Read = (needs: ExportNeeds, me: AccountId) => Promise<Row[]>

/** What somebody has gathered here, as CSV (RFC 4180) in the columns of Mastodon's own exports, to be taken along. */
export function exportEndpoints(needs: ExportNeeds): AnyEndpoint[] {
  return [
    exportOf(needs, {
      name: 'follows',
      scope: 'read:follows',
      about: 'Whom the viewer follows',
      read: readFollows,
    }),
    exportOf(needs, {
      name: 'blocks',
      scope: 'read:blocks',
      about: 'Whom the viewer blocks',
      read: readBlocks,
    }),
    exportOf(needs, { name: 'mutes', scope: 'read:mutes', about: 'Whom the viewer mutes', read: readMutes }),
    exportOf(needs, {
      name: 'lists',
      scope: 'read:lists',
      about: "Who is on the viewer's lists",
      read: readLists,
    }),
    exportOf(needs, {
      name: 'bookmarks',
      scope: 'read:bookmarks',
      about: 'Posts that the viewer keeps',
      read: readBookmarks,
    }),
    exportOf(needs, {
      name: 'domain_blocks',
      scope: 'read:blocks',
      about: 'Domains that the viewer blocks',
      read: readDomains,
    }),
  ]
}

/** Names of the files as Mastodon gives them out, by what is in them. */
const tables: readonly (readonly [name: string, read: Read])[] = [
  ['following_accounts.csv', readFollows],
  ['blocked_accounts.csv', readBlocks],
  ['muted_accounts.csv', readMutes],
  ['lists.csv', readLists],
  ['bookmarks.csv', readBookmarks],
  ['blocked_domains.csv', readDomains],
]

/** The same, as files of an archive; each is read when it is asked for. */
export function exportTables(needs: ExportNeeds, me: AccountId): ArchiveFile[] {
  return tables.map(([name, read]) => ({
    name,
    content: (async function* () {
      yield Buffer.from(toCsv(await read(needs, me)))
    })(),
  }))
}

function exportOf(needs: ExportNeeds, one: { name: string; scope: string; about: string; read: Read }) {
  return endpoint({
    method: 'GET',
    path: `/api/cairn/v1/exports/${one.name}`,
    access: { who: 'user', scopes: [one.scope] },
    response: csv,
    mediaType: 'text/csv',
    summary: `${one.about}, as CSV in Mastodon's columns; the latest ${most}.`,
    async handle({ viewer }) {
      const rows = await one.read(needs, viewerId(viewer))
      return answer(toCsv(rows), {
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="${one.name}.csv"`,
        },
      })
    },
  })
}

/** Only what needs it is quoted, as Mastodon writes. */
function toCsv(rows: readonly Row[]): string {
  return stringify(
    rows.map((row) => row.map(String)),
    { quoted_match: /\r/ },
  )
}

async function readFollows(needs: ExportNeeds, me: AccountId): Promise<Row[]> {
  const side = { of: 'following', accountId: me, state: 'accepted' } as const
  const follows = await readAll((page) => needs.relationships.listFollows(side, page))
  const handleOf = await findHandles(
    needs,
    follows.map((one) => one.followedId),
  )
  const rows = follows.flatMap((one): Row[] => {
    const handle = handleOf(one.followedId)
    return handle ? [[handle, one.showBoosts, one.notify, (one.languages ?? []).join(', ')]] : []
  })
  return [['Account address', 'Show boosts', 'Notify on new posts', 'Languages'], ...rows]
}

async function readBlocks(needs: ExportNeeds, me: AccountId): Promise<Row[]> {
  const held = await readAll((page) => needs.relationships.listHeld({ of: 'blocks', accountId: me }, page))
  const handleOf = await findHandles(
    needs,
    held.map((one) => one.accountId),
  )
  return held.flatMap((one): Row[] => rowOf(handleOf(one.accountId)))
}

async function readMutes(needs: ExportNeeds, me: AccountId): Promise<Row[]> {
  const held = await readAll((page) => needs.relationships.listHeld({ of: 'mutes', accountId: me }, page))
  const handleOf = await findHandles(
    needs,
    held.map((one) => one.accountId),
  )
  const rows = held.flatMap((one): Row[] => {
    const handle = handleOf(one.accountId)
    return handle ? [[handle, one.hideNotifications]] : []
  })
  return [['Account address', 'Hide notifications'], ...rows]
}

async function readLists(needs: ExportNeeds, me: AccountId): Promise<Row[]> {
  const rows: Row[] = []
  for (const list of await needs.lists.listLists(me)) {
    const members = await readAll((page) => needs.lists.listMembers(list.id, page))
    const handleOf = await findHandles(
      needs,
      members.map((one) => one.accountId),
    )
    rows.push(
      ...members.flatMap((one): Row[] =>
        rowOf(handleOf(one.accountId)).map(([handle]) => [list.title, handle]),
      ),
    )
  }
  return rows
}

/** Without those that the viewer may no longer see: an address says that there is a post (R13). */
async function readBookmarks(needs: ExportNeeds, me: AccountId): Promise<Row[]> {
  const marked = await readAll((page) => needs.posts.listMarked('bookmarks', me, page))
  const rows: Row[] = []
  for (let from = 0; from < marked.length; from += batch) {
    const ids = marked.slice(from, from + batch).map((one) => one.postId)
    const visible = await needs.posts.keepVisible(me, ids)
    rows.push(
      ...visible.ids.flatMap((id): Row[] => {
        const post = visible.views.get(id)?.post
        return post ? [[post.uri ?? `${needs.origin}/posts/${post.id}`]] : []
      }),
    )
  }
  return rows
}

async function readDomains(needs: ExportNeeds, me: AccountId): Promise<Row[]> {
  return (await readAll((page) => needs.relationships.listDomainBlocks(me, page))).map((one) => [one.domain])
}

async function readAll<T extends { readonly id: string }>(read: (page: Page) => Promise<T[]>): Promise<T[]> {
  const all: T[] = []
  let maxId: Page['maxId']
  while (all.length < most) {
    const part = await read({ limit: batch, maxId })
    all.push(...part)
    maxId = part.at(-1)?.id
    if (part.length < batch) break
  }
  return all
}

/** `name@host` of everybody, those of this server included: the file is read elsewhere. */
async function findHandles(
  needs: ExportNeeds,
  ids: readonly AccountId[],
): Promise<(id: AccountId) => string | undefined> {
  const found: ReadonlyMap<AccountId, Account> = await needs.accounts.findAccounts(ids)
  return (id) => {
    const account = found.get(id)
    return account && !account.deletedAt
      ? `${account.username}@${account.domain ?? needs.handleDomain}`
      : undefined
  }
}

function rowOf(handle: string | undefined): [string][] {
  return handle ? [[handle]] : []
}
