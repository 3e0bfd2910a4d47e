import type { Door, Question, Reply } from './ask.ts'
import { type Status, toEntry, toFullEntry } from './entries.ts'
import { markText } from './mark.ts'
import type { Act, Entry, Name, Operation, OperationId, Relation, Result } from './operation.ts'
import type { Person, ServerDoors } from './people.ts'
import type { Recorder } from './recorder.ts'

/** What an act came to, for whoever acts on. */
export interface Done extends Result {
  readonly op: OperationId
  readonly outcome: Operation['outcome']
}

/** One person at one door. Everything is recorded before it is sent and when it is answered. */
export interface Actor {
  readonly person: Person
  perform(act: Act, text?: string): Promise<Done>
}

/** The lab's clients of one history. */
export interface Clients {
  /**
   * @param at.door which of the server's doors, by number; default: the first
   * @param at.session what the guarantees of a session span; default: the person at that door
   */
  actAs(person: Person, at?: { door?: number; session?: string; process?: string }): Actor
  /** The id of a post on a server, when an answer has told it. */
  idOf(server: string, post: OperationId): string | undefined
  /** Asks a server for the local id of somebody, over the network between servers when it must. @throws Error */
  meet(asker: Person, whom: Person): Promise<void>
  /** The same for a post of another server. @throws Error */
  fetchPost(asker: Person, from: string, post: OperationId): Promise<void>
  server(name: string): ServerDoors
  nameOf(server: string, acct: string): Name
}

interface Inside {
  readonly recorder: Recorder
  readonly server: ServerDoors
  readonly door: Door
  readonly person: Person
  readonly ids: Ids
  readonly nameOf: (acct: string) => Name
}

/** What is where by which id: filled by answers. */
interface Ids {
  readonly posts: Map<string, string>
  readonly accounts: Map<string, string>
}

export function createClients(recorder: Recorder, servers: readonly ServerDoors[]): Clients {
  const ids: Ids = { posts: new Map(), accounts: new Map() }
  const serverNamed = (name: string) => {
    const server = servers.find((one) => one.name === name)
    if (!server) throw new Error(`There is no server ${name}.`)
    return server
  }
  const nameOf = (server: string, acct: string): Name => {
    const [username = '', host] = acct.split('@')
    const there = host === undefined ? server : (servers.find((one) => hostOf(one) === host)?.name ?? host)
    return `${username}@${there}`
  }
  return {
    server: serverNamed,
    nameOf,
    idOf: (server, post) => ids.posts.get(`${server} ${post}`),
    actAs(person, { door: which = 0, session, process } = {}) {
      const server = serverNamed(person.server)
      const door = server.doors[which % server.doors.length]
      if (!door) throw new Error(`${server.name} has no door.`)
      ids.accounts.set(`${server.name} ${person.name}`, person.id)
      const label = session ?? `${person.name} at ${which}`
      const inside = {
        recorder,
        server,
        door,
        person,
        ids,
        nameOf: (acct: string) => nameOf(server.name, acct),
      }
      return {
        person,
        perform: (act, text = '') =>
          perform(inside, { act, text, session: label, process: process ?? label }),
      }
    },
    async meet(asker, whom) {
      const handle = `${whom.username}@${hostOf(serverNamed(whom.server))}`
      const id =
        whom.server === asker.server
          ? whom.id
          : await resolve(serverNamed(asker.server), asker, { kind: 'accounts', address: handle })
      ids.accounts.set(`${asker.server} ${whom.name}`, id)
    },
    async fetchPost(asker, from, post) {
      const address = `${serverNamed(from).origin}/posts/${ids.posts.get(`${from} ${post}`)}`
      const id = await resolve(serverNamed(asker.server), asker, { kind: 'statuses', address })
      ids.posts.set(`${asker.server} ${post}`, id)
    },
  }
}

function hostOf({ origin }: ServerDoors): string {
  return new URL(origin).host
}

async function resolve(
  { name, doors }: ServerDoors,
  { token }: Person,
  { kind, address }: { kind: 'accounts' | 'statuses'; address: string },
): Promise<string> {
  const path = `/api/v2/search?type=${kind}&resolve=true&limit=1&q=${encodeURIComponent(address)}`
  const reply = await doors[0]?.ask({ method: 'GET', path, token })
  const id = reply?.body?.[kind]?.[0]?.id
  if (typeof id !== 'string') throw new Error(`${name} does not find ${address}: ${reply?.because}`)
  return id
}

async function perform(
  inside: Inside,
  { act, text, session, process }: { act: Act; text: string; session: string; process: string },
): Promise<Done> {
  const { recorder, server, person, door } = inside
  const begun = recorder.begin({ process, session, who: person.name, server: server.name, act })
  const question = toQuestion(inside, act, markText(text, recorder.run, begun.id))
  if (!question) {
    begun.complete('fail', { because: 'Its id on this server is not known to the lab.' })
    return { op: begun.id, outcome: 'fail' }
  }
  const key = question.method === 'GET' ? undefined : `lab-${recorder.run}-${begun.id}`
  const reply = await door.ask({ ...question, token: person.token, ...(key && { key }) })
  // That a post cannot be seen is an answer, too.
  const outcome = act.kind === 'look' && reply.status === 404 ? 'ok' : reply.outcome
  const result = outcome === 'ok' ? toResult(inside, act, reply) : undefined
  if (act.kind === 'post' && result?.id) inside.ids.posts.set(`${server.name} ${begun.id}`, result.id)
  for (const { op, id, isBoost } of result?.entries ?? []) {
    if (op !== null && !isBoost) inside.ids.posts.set(`${server.name} ${op}`, id)
  }
  begun.complete(outcome, { result, ...(reply.because && { because: reply.because }) })
  return { op: begun.id, outcome, ...result }
}

const ofPost = {
  like: 'favourite',
  unlike: 'unfavourite',
  boost: 'reblog',
  unboost: 'unreblog',
} as const

/** @returns undefined when what it is about has no id that the lab knows */
function toQuestion(inside: Inside, act: Act, marked: string): Question | undefined {
  const post = (op: OperationId) => inside.ids.posts.get(`${inside.server.name} ${op}`)
  const account = (name: Name) => inside.ids.accounts.get(`${inside.server.name} ${name}`)
  const get = (path: string): Question => ({ method: 'GET', path })
  switch (act.kind) {
    case 'post': {
      const parent = act.replyTo === undefined ? undefined : post(act.replyTo)
      if (act.replyTo !== undefined && parent === undefined) return undefined
      const body = {
        status: marked,
        visibility: act.visibility,
        ...(parent !== undefined && { in_reply_to_id: parent }),
        ...(act.place !== undefined && { place_id: act.place, checkin: { precision: 'venue' } }),
      }
      return { method: 'POST', path: '/api/v1/statuses', body }
    }
    case 'delete':
      return withId(post(act.post), (id) => ({
        method: 'DELETE',
        path: `/api/v1/statuses/${id}`,
        isDoneWhenGone: true,
      }))
    case 'like':
    case 'unlike':
    case 'boost':
    case 'unboost':
      return withId(post(act.post), (id) => ({
        method: 'POST',
        path: `/api/v1/statuses/${id}/${ofPost[act.kind]}`,
        body: {},
      }))
    case 'follow':
    case 'unfollow':
    case 'block':
    case 'unblock':
      return withId(account(act.whom), (id) => ({
        method: 'POST',
        path: `/api/v1/accounts/${id}/${act.kind}`,
        body: {},
      }))
    case 'list':
      if (act.list === 'posts of')
        return withId(account(act.whom), (id) => get(`/api/v1/accounts/${id}/statuses?limit=${act.limit}`))
      if (act.list === 'home') return get(`/api/v1/timelines/home?limit=${act.limit}`)
      return get(`/api/v1/timelines/public?limit=${act.limit}${act.list === 'local' ? '&local=true' : ''}`)
    case 'thread':
      return withId(post(act.post), (id) => get(`/api/v1/statuses/${id}/context`))
    case 'look':
      return withId(post(act.post), (id) => get(`/api/v1/statuses/${id}`))
    case 'relation':
      return withId(account(act.whom), (id) => get(`/api/v1/accounts/relationships?id[]=${id}`))
    case 'notifications':
      return get(`/api/v1/notifications?limit=${act.limit}`)
    case 'hear':
      return undefined
  }
}

function withId(id: string | undefined, ask: (id: string) => Question): Question | undefined {
  return id === undefined ? undefined : ask(id)
}

function toResult(inside: Inside, act: Act, { body, status, next }: Reply): Result | undefined {
  const reading = { run: inside.recorder.run, nameOf: inside.nameOf }
  switch (act.kind) {
    case 'post':
      return { id: (body as Status).id }
    case 'list':
      return {
        entries: (body as Status[]).map((one) => toEntry(reading, one)),
        ...(next !== undefined && { hasMore: true }),
      }
    case 'thread':
      return { entries: (body.descendants as Status[]).map((one) => toEntry(reading, one)) }
    case 'look':
      return { entries: status === 404 ? [] : [toFullEntry(reading, body as Status)] }
    case 'notifications': {
      const entries = (body as { status?: Status }[]).flatMap(({ status: post }) =>
        post ? [toEntry(reading, post)] : [],
      )
      return { entries: entries satisfies Entry[] }
    }
    case 'follow':
    case 'unfollow':
    case 'block':
    case 'unblock':
      return { relation: toRelation(body) }
    case 'relation':
      return { relation: toRelation((body as unknown[])[0]) }
    case 'delete':
    case 'like':
    case 'unlike':
    case 'boost':
    case 'unboost':
    case 'hear':
      return undefined
  }
}

function toRelation(body: unknown): Relation {
  const { following, requested, blocking } = body as Relation
  return { following, requested, blocking }
}
