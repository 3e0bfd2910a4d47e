import type { Reply } from './ask.ts'
import type { Clients } from './client.ts'
import { type Status, toEntry, toFullEntry } from './entries.ts'
import type { Entry, FinalAccount, FinalPost, Name, OperationId } from './operation.ts'
import type { Person } from './people.ts'

/** Pages of one list: more than the longest list of a run has, and a bound where paging goes in circles. */
const maxPages = 500

/** Who looks, with which clients. */
interface Looking {
  readonly clients: Clients
  readonly run: string
}

/**
 * Reads all that one person can see of themselves, every page.
 * @throws Error when the server does not answer: what is not known must not be judged
 */
export async function readFinalAccount(looking: Looking, person: Person): Promise<FinalAccount> {
  const nameOf = (acct: string) => looking.clients.nameOf(person.server, acct)
  const reading = { run: looking.run, nameOf }
  const full = (status: Status) => toFullEntry(reading, status)
  const short = (status: Status) => toEntry(reading, status)
  const own = `/api/v1/accounts/${person.id}`
  const page = { looking, person }
  const people = (path: string) => readPages<{ acct: string }, Name>(page, path, ({ acct }) => nameOf(acct))
  const { body } = await get(page, own)
  return {
    who: person.name,
    server: person.server,
    statuses: await readPages<Status, Entry>(page, `${own}/statuses?limit=40`, full),
    home: await readPages<Status, Entry>(page, '/api/v1/timelines/home?limit=40', short),
    likes: await readPages<Status, Entry>(page, '/api/v1/favourites?limit=40', short),
    following: await people(`${own}/following?limit=80`),
    followers: await people(`${own}/followers?limit=80`),
    blocking: await people('/api/v1/blocks?limit=80'),
    counts: {
      statuses: body.statuses_count,
      followers: body.followers_count,
      following: body.following_count,
    },
  }
}

/** @returns undefined when it is not there (any more) */
export async function readFinalPost(
  looking: Looking,
  author: Person,
  op: OperationId,
): Promise<FinalPost | undefined> {
  const id = looking.clients.idOf(author.server, op)
  if (id === undefined) return undefined
  const page = { looking, person: author }
  const path = `/api/v1/statuses/${id}`
  const { body, status } = await get(page, path)
  if (status === 404) return undefined
  const nameOf = (acct: string) => looking.clients.nameOf(author.server, acct)
  const people = (list: string) =>
    readPages<{ acct: string }, Name>(page, `${path}/${list}?limit=80`, ({ acct }) => nameOf(acct))
  const { body: context } = await get(page, `${path}/context`)
  return {
    op,
    server: author.server,
    likes: body.favourites_count,
    boosts: body.reblogs_count,
    replies: body.replies_count,
    likedBy: await people('favourited_by'),
    boostedBy: await people('reblogged_by'),
    below: (context.descendants as Status[]).map((one) => toEntry({ run: looking.run, nameOf }, one)),
  }
}

async function readPages<Item, Result>(
  { looking, person }: { looking: Looking; person: Person },
  first: string,
  convert: (item: Item) => Result,
): Promise<Result[]> {
  const all: Result[] = []
  let path: string | undefined = first
  for (let count = 0; path !== undefined; count++) {
    if (count >= maxPages) throw new Error(`${first} has no end.`)
    const reply: Reply = await get({ looking, person }, path)
    const items = reply.body as Item[]
    all.push(...items.map(convert))
    path = items.length === 0 ? undefined : reply.next
  }
  return all
}

async function get({ looking, person }: { looking: Looking; person: Person }, path: string): Promise<Reply> {
  const [door] = looking.clients.server(person.server).doors
  const reply = await door?.ask({ method: 'GET', path, token: person.token })
  if (!reply || (reply.outcome !== 'ok' && reply.status !== 404))
    throw new Error(`${person.server} does not answer ${path}: ${reply?.because}`)
  return reply
}
