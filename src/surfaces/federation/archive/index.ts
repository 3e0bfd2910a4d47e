import type { Account, AccountId, Accounts } from '#domain/accounts/index.ts'
import type { PostId, Posts } from '#domain/posts/index.ts'
import type { ArchiveFile } from '#platform/archives/index.ts'
import type { Page } from '#platform/db/index.ts'
import type { Storage } from '#platform/storage/index.ts'
import {
  type Addresses,
  createAddresses,
  type DescribeNeeds,
  describeActor,
  describeFacts,
  findFacts,
  postContext,
  toPublicKeys,
  typeOfFile,
} from '../describe/index.ts'
import { activityStreams } from '../vocabulary.ts'

export interface ArchiveNeeds
  extends Pick<
    DescribeNeeds,
    'clock' | 'describeCheckins' | 'emojis' | 'handleDomain' | 'origin' | 'polls' | 'quotes'
  > {
  readonly accounts: Pick<Accounts, 'findAccounts' | 'listOwnKeys'>
  readonly posts: Pick<Posts, 'findApprovals' | 'findViews' | 'keepVisible' | 'listAccountIds' | 'listMarked'>
  readonly storage: Pick<Storage, 'open'>
}

const pageSize = 100
/** Where Mastodon's archive has them. */
const mediaFolder = 'media_attachments'

/**
 * An account as the files of Mastodon's archive. Each is read when it is asked for.
 * @param step called once for each post, and once for each post's files
 */
export async function* describeArchive(
  needs: ArchiveNeeds,
  account: Account,
  step: () => void,
): AsyncGenerator<ArchiveFile> {
  const addresses = createAddresses(needs.origin, needs.handleDomain)
  const pictures = (['avatar', 'header'] as const).flatMap((which) => {
    const key = account[`${which}Key`]
    return key ? [{ which, key, name: `${which}.${key.split('.').at(-1)}` }] : []
  })
  const actor = await describeOwnActor(needs, addresses, account, pictures)
  yield { name: 'actor.json', content: [bytes(JSON.stringify(actor))] }
  for (const { key, name } of pictures) yield fileOf(needs, key, name)
  yield { name: 'outbox.json', content: writeOutbox(needs, addresses, account.id, step) }
  yield { name: 'likes.json', content: writeMarks(needs, addresses, account.id, 'likes') }
  yield { name: 'bookmarks.json', content: writeMarks(needs, addresses, account.id, 'bookmarks') }
  for await (const ids of listOwn(needs, account.id)) {
    const views = await needs.posts.findViews(ids)
    for (const id of ids) {
      step()
      for (const { fileKey } of views.get(id)?.media ?? [])
        if (fileKey) yield fileOf(needs, fileKey, `${mediaFolder}/${fileKey}`)
    }
  }
}

async function describeOwnActor(
  needs: ArchiveNeeds,
  addresses: Addresses,
  account: Account,
  pictures: readonly { which: 'avatar' | 'header'; key: string; name: string }[],
) {
  const keys = toPublicKeys(await needs.accounts.listOwnKeys(account.id))
  if (!keys) throw new Error('A local account has no key.')
  const members = { avatar: 'icon', header: 'image' } as const
  return {
    ...describeActor(addresses, account, { keys }),
    outbox: 'outbox.json',
    likes: 'likes.json',
    bookmarks: 'bookmarks.json',
    ...Object.fromEntries(
      pictures.map(({ which, key, name }) => [
        members[which],
        { type: 'Image', mediaType: typeOfFile(key), url: name },
      ]),
    ),
  }
}

/** Every own post and boost, the latest first, with files by their place in the archive. */
async function* writeOutbox(
  needs: ArchiveNeeds,
  addresses: Addresses,
  accountId: AccountId,
  step: () => void,
): AsyncGenerator<Uint8Array> {
  yield bytes(headOf('outbox.json', postContext))
  let count = 0
  for await (const ids of listOwn(needs, accountId)) {
    const facts = await findFacts(needs, ids)
    for (const id of ids) {
      step()
      const one = facts.get(id)
      if (!one) continue
      const { '@context': _context, ...activity } = describeFacts(addresses, one)
      yield bytes(`${count === 0 ? '' : ',\n'}${JSON.stringify(withOwnFiles(needs.origin, activity))}`)
      count += 1
    }
  }
  yield bytes(`],"totalItems":${count}}\n`)
}

function withOwnFiles(origin: string, activity: object): object {
  const object: unknown = Reflect.get(activity, 'object')
  if (typeof object !== 'object' || object === null || !('attachment' in object)) return activity
  const attachment = (object.attachment as readonly { url: string }[]).map((file) => ({
    ...file,
    url: file.url.replace(`${origin}/media/`, `${mediaFolder}/`),
  }))
  return { ...activity, object: { ...object, attachment } }
}

/** Addresses of what was liked or kept, as far as it may still be seen: an address says that there is a post (R13). */
async function* writeMarks(
  needs: ArchiveNeeds,
  addresses: Addresses,
  accountId: AccountId,
  kind: 'likes' | 'bookmarks',
): AsyncGenerator<Uint8Array> {
  yield bytes(headOf(`${kind}.json`, activityStreams))
  let count = 0
  const marked = pagesOf(
    (page) => needs.posts.listMarked(kind, accountId, page),
    ({ id }) => id,
  )
  for await (const marks of marked) {
    const visible = await needs.posts.keepVisible(
      accountId,
      marks.map(({ postId }) => postId),
    )
    for (const id of visible.ids) {
      const post = visible.views.get(id)?.post
      if (!post) continue
      yield bytes(`${count === 0 ? '' : ',\n'}${JSON.stringify(addresses.post(post))}`)
      count += 1
    }
  }
  yield bytes(`],"totalItems":${count}}\n`)
}

function headOf(id: string, context: unknown): string {
  return `{"@context":${JSON.stringify(context)},"id":"${id}","type":"OrderedCollection","orderedItems":[`
}

function listOwn(needs: ArchiveNeeds, accountId: AccountId): AsyncGenerator<PostId[]> {
  const everything = { viewerId: accountId, followsAuthor: true }
  return pagesOf(
    (page) => needs.posts.listAccountIds(accountId, everything, page),
    (id) => id,
  )
}

async function* pagesOf<T>(
  read: (page: Page) => Promise<T[]>,
  idOf: (one: T) => Page['maxId'],
): AsyncGenerator<T[]> {
  let maxId: Page['maxId']
  for (;;) {
    const page = await read({ limit: pageSize, maxId })
    const last = page.at(-1)
    if (last === undefined) return
    yield page
    maxId = idOf(last)
  }
}

function fileOf(needs: ArchiveNeeds, key: string, name: string): ArchiveFile {
  return { name, content: readStored(needs, key), isPacked: true }
}

/** What is lost in the storage is an empty file here: the rest is worth having. */
async function* readStored({ storage }: ArchiveNeeds, key: string): AsyncGenerator<Uint8Array> {
  const stored = await storage.open(key)
  if (stored) yield* stored.stream as AsyncIterable<Uint8Array>
}

const encoder = new TextEncoder()
const bytes = (text: string) => encoder.encode(text)
