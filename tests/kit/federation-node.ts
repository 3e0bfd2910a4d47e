import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { type Account, type Accounts, defineAccounts } from '#domain/accounts/index.ts'
import { defineMedia, type MediaRoom } from '#domain/media/index.ts'
import { createMediaProcessor } from '#domain/media/process/index.ts'
import { defineNotifications, type Notifications } from '#domain/notifications/index.ts'
import { type Draft, definePosts, type Post, type Posts } from '#domain/posts/index.ts'
import { defineRelationships, type Relationships } from '#domain/relationships/index.ts'
import { defineTimelines, type Timelines } from '#domain/timelines/index.ts'
import { freshDatabase } from '#kit/fresh-database.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import { type Consumer, createEventLog, runConsumers } from '#platform/events/index.ts'
import { createHttpServer, type HttpServer } from '#platform/http-server/index.ts'
import { createIdMaker } from '#platform/ids/index.ts'
import { createJobQueue, runJobs } from '#platform/jobs/index.ts'
import { createLog } from '#platform/log/index.ts'
import { createOutboundHttp, type OutboundHttp } from '#platform/outbound-http/index.ts'
import { openStorage } from '#platform/storage/index.ts'
import {
  defineFederation,
  defineRemoteAccounts,
  type Federation,
  type FederationNeeds,
} from '#surfaces/federation/index.ts'

/** A whole server but for its API: the social rooms and the federation surface, on 127.0.0.1. */
export interface FederationNode extends AsyncDisposable {
  readonly origin: string
  readonly host: string
  readonly db: Database
  readonly accounts: Accounts
  readonly relationships: Relationships
  readonly posts: Posts
  readonly media: MediaRoom
  readonly timelines: Timelines
  readonly notifications: Notifications
  readonly federation: Federation
  readonly clock: { now(): number; advance(ms: number): void }
  readonly server: HttpServer
  readonly http: OutboundHttp
  /** A person who needs no approval for follows, unless told otherwise. */
  createPerson(username: string, facts?: { locked?: boolean; displayName?: string }): Promise<Account>
  /** Publishes or throws. */
  publish(author: Account, text: string, more?: Partial<Draft>): Promise<Post>
  /** An account of another server, by handle. */
  find(handle: string): Promise<Account>
  /** Starts and stops what works behind the log; it runs from the start. */
  stopWorkers(): Promise<void>
  startWorkers(): void
  /** Whether nothing waits to be done now. */
  isQuiet(): Promise<boolean>
}

interface NodeOptions {
  readonly checkins?: Pick<FederationNeeds, 'describeCheckins' | 'describePlace' | 'receiveCheckin'>
  readonly logLevel?: 'debug' | 'silent'
}

const noCheckins: NonNullable<NodeOptions['checkins']> = {
  describeCheckins: async () => new Map(),
  describePlace: async () => undefined,
  receiveCheckin: async () => undefined,
}

export async function startFederationNode(options: NodeOptions = {}): Promise<FederationNode> {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const database = await freshDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'cairn-node-'))
  const db = openDatabase(database.url, { maxConnections: 12 })
  const log = createLog(options.logLevel ?? 'silent')
  let moved = 0
  const clock = { now: () => Date.now() + moved, advance: (ms: number) => void (moved += ms) }
  const ids = createIdMaker(clock, 1)
  const eventLog = createEventLog(db, ids)
  const { announce } = eventLog
  const jobs = createJobQueue(ids)
  const http = createOutboundHttp({ allowPrivatePeers: ['127.0.0.0/8'], userAgent: 'Cairn (test)' })
  const storage = openStorage({ dir: join(folder, 'media') })
  const processor = createMediaProcessor({ log, workDir: join(folder, 'work') })

  const accounts = defineAccounts({ db, ids, clock, announce, origin })
  const relationships = defineRelationships({ db, ids, clock, announce, accounts })
  const media = defineMedia({ db, ids, storage, processor })
  const remote = defineRemoteAccounts({ db, clock, http, accounts, origin })
  const posts: Posts = definePosts({
    db,
    ids,
    clock,
    announce,
    origin,
    accounts,
    media,
    relationships,
    lookUpRemote: remote.lookUpRemote,
    showAuthor: (tx, post) => timelines.showAuthor(tx, post),
  })
  const timelines = defineTimelines({ db, posts, relationships })
  const notifications = defineNotifications({ db, ids })
  const federation = defineFederation({
    db,
    ids,
    clock,
    log,
    jobs,
    http,
    origin,
    remote,
    accounts,
    relationships,
    posts,
    countInstance: async () => ({ users: 2, activeMonth: 1, activeHalfYear: 2, posts: 3 }),
    describeServer: async () => ({
      version: '0.1.0',
      name: 'A test',
      description: 'For tests.',
      openRegistrations: true,
    }),
    ...(options.checkins ?? noCheckins),
  })
  const server = await createHttpServer({ log, trustProxy: [], https: false })
  await federation.mount(server)
  await federation.ensureInstanceActor()
  await server.listen({ port, host: '127.0.0.1' })

  const consumers: Consumer[] = [
    { name: 'posts', reactions: posts.reactions },
    { name: 'counting', reactions: posts.counting },
    { name: 'relationships', reactions: relationships.reactions },
    { name: 'timelines', reactions: timelines.reactions },
    { name: 'notifications', reactions: notifications.reactions },
    ...federation.consumers,
  ]
  let workers: AsyncDisposable[] = []
  const stopWorkers = async () => {
    await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()))
    workers = []
  }
  const startWorkers = () => {
    workers = [
      runConsumers({ db, eventLog, log }, consumers),
      runJobs({ db, jobs, log }, federation.jobHandlers),
    ]
  }
  startWorkers()

  return {
    origin,
    db,
    accounts,
    relationships,
    posts,
    media,
    timelines,
    notifications,
    federation,
    clock,
    server,
    http,
    stopWorkers,
    startWorkers,
    host: new URL(origin).host,
    createPerson: (username, facts = {}) =>
      db.transact((tx) => accounts.createLocalAccount(tx, { username, locked: false, ...facts })),
    async publish(author, text, more = {}) {
      const outcome = await posts.publishPost({ authorId: author.id, text, visibility: 'public', ...more })
      if (!outcome.ok) throw new Error(`Not published: ${outcome.because}`)
      return outcome.post
    },
    async find(handle) {
      const [username = '', domain = ''] = handle.split('@')
      const account = await federation.resolveHandle({ username, domain })
      if (!account) throw new Error(`Nobody is ${handle}.`)
      return account
    },
    isQuiet: () => isQuiet(db, consumers),
    async [Symbol.asyncDispose]() {
      await stopWorkers()
      await server.close()
      await http[Symbol.asyncDispose]()
      await processor[Symbol.asyncDispose]()
      await eventLog[Symbol.asyncDispose]()
      await db[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Waits until no node has anything left to do: then what has not happened will not happen. */
export async function untilQuiet(...nodes: readonly FederationNode[]): Promise<void> {
  let quietInARow = 0
  await vi.waitFor(
    async () => {
      const quiet = await Promise.all(nodes.map((node) => node.isQuiet()))
      quietInARow = quiet.every(Boolean) ? quietInARow + 1 : 0
      // What one node sent last, another may only now have taken in.
      if (quietInARow < 2) throw new Error('There is still work to do.')
    },
    { timeout: 30_000, interval: 25 },
  )
}

async function isQuiet(db: Database, consumers: readonly Consumer[]): Promise<boolean> {
  const [jobs] = await db.sql`select 1 from jobs where run_at <= now() + interval '5 seconds' limit 1`
  if (jobs) return false
  for (const { name, reactions } of consumers) {
    const types = reactions.map((reaction) => reaction.type)
    const [waiting] = await db.sql`
      select 1 from events as e
      where e.type = any(${types})
        and not exists (
          select 1 from event_cursors as c where c.consumer = ${name} and (c.xid, c.id) >= (e.xid, e.id)
        )
      limit 1
    `
    if (waiting) return false
  }
  const [parked] = await db.sql`select last_error from parked_events where dead_at is null limit 1`
  return !parked
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('There is no free port.')
  return address.port
}
