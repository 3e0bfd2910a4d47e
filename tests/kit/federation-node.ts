import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { DomainBlockContent } from '#domain/policies/index.ts'
import type { Draft, Post } from '#domain/posts/index.ts'
import { freePort } from '#kit/free-port.ts'
import { freshDatabase } from '#kit/fresh-database.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import { type Consumer, createEventLog, runConsumers } from '#platform/events/index.ts'
import { createHttpServer, type HttpServer } from '#platform/http-server/index.ts'
import { createIdMaker } from '#platform/ids/index.ts'
import { createJobQueue, runJobs } from '#platform/jobs/index.ts'
import { createLeases } from '#platform/leases/index.ts'
import { createLog } from '#platform/log/index.ts'
import { readSettings } from '#platform/settings/index.ts'
import { compose } from '#roles/compose.ts'
import type { Rooms } from '#roles/compose-rooms.ts'
import { workOf } from '#roles/work.ts'
import type { Federation } from '#surfaces/federation/index.ts'

type SocialRooms = Pick<
  Rooms,
  | 'accounts'
  | 'audit'
  | 'instance'
  | 'policies'
  | 'checkins'
  | 'copies'
  | 'drafts'
  | 'emojis'
  | 'media'
  | 'moderation'
  | 'notifications'
  | 'places'
  | 'polls'
  | 'posts'
  | 'quotes'
  | 'relays'
  | 'relationships'
  | 'storage'
  | 'timelines'
  | 'tips'
>

/** A whole server, composed as in production, on 127.0.0.1 with the federation surface as its only door. */
export interface FederationNode extends SocialRooms, AsyncDisposable {
  readonly origin: string
  readonly host: string
  /** Where it listens. */
  readonly port: number
  readonly db: Database
  readonly federation: Federation
  readonly clock: { now(): number; advance(ms: number): void }
  readonly server: HttpServer
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

export async function startFederationNode({
  logLevel = 'silent',
  secureMode = false,
  objectProofs = false,
  handleDomain = '',
  behindPort,
}: {
  readonly logLevel?: 'debug' | 'silent'
  readonly secureMode?: boolean
  readonly objectProofs?: boolean
  readonly handleDomain?: string
  /** The port under which others know it, where they do not reach it on its own. */
  readonly behindPort?: number
} = {}): Promise<FederationNode> {
  const port = await freePort()
  const publicPort = behindPort ?? port
  const database = await freshDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'cairn-node-'))
  const log = createLog(logLevel)
  const platform = openTestPlatform({
    port: publicPort,
    dataDir,
    databaseUrl: database.url,
    log,
    secureMode,
    objectProofs,
    handleDomain,
  })
  const { db, jobs, eventLog, clock } = platform
  const app = await compose({ ...platform, [Symbol.asyncDispose]: async () => undefined })
  const { federation, rooms } = app
  const server = await createHttpServer({ log, trustProxy: [], https: false })
  federation.mountDocuments(server)
  await federation.mountInbox(server)
  await server.listen({ port, host: '127.0.0.1' })

  const work = workOf(app.work)
  let workers: AsyncDisposable[] = []
  const stopWorkers = async () => {
    await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()))
    workers = []
  }
  const startWorkers = () => {
    workers = [
      runConsumers({ db, eventLog, log }, work.consumers),
      runJobs({ db, jobs, log }, work.jobHandlers),
    ]
  }
  startWorkers()

  return {
    ...rooms,
    db,
    clock,
    server,
    federation,
    stopWorkers,
    startWorkers,
    origin: platform.settings.origin,
    host: `127.0.0.1:${publicPort}`,
    port,
    createPerson: (username, facts = {}) =>
      db.transact((tx) => rooms.accounts.createLocalAccount(tx, { username, locked: false, ...facts })),
    async publish(author, text, more = {}) {
      const draft = { authorId: author.id, text, visibility: 'public' as const, ...more }
      const outcome = await rooms.posts.publishPost(draft)
      if (!outcome.ok) throw new Error(`Not published: ${outcome.because}`)
      return outcome.post
    },
    async find(handle) {
      const [username = '', domain = ''] = handle.split('@')
      const account = await federation.resolveHandle({ username, domain })
      if (!account) throw new Error(`Nobody is ${handle}.`)
      return account
    },
    isQuiet: () => isQuiet(db, work.consumers),
    async [Symbol.asyncDispose]() {
      await stopWorkers()
      await server.close()
      await app[Symbol.asyncDispose]()
      await eventLog[Symbol.asyncDispose]()
      await db[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

interface TestPlatform {
  readonly port: number
  readonly dataDir: string
  readonly databaseUrl: string
  readonly log: ReturnType<typeof createLog>
  readonly secureMode: boolean
  readonly objectProofs: boolean
  readonly handleDomain: string
}

/** The platform with a clock that tests move. */
function openTestPlatform({
  port,
  dataDir,
  databaseUrl,
  log,
  secureMode,
  objectProofs,
  handleDomain,
}: TestPlatform) {
  const read = readSettings({
    PORT: String(port),
    CAIRN_ORIGIN: `http://127.0.0.1:${port}`,
    CAIRN_ALLOW_PRIVATE_PEERS: '127.0.0.0/8',
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    CAIRN_GAZETTEER: 'off',
    CAIRN_HANDLE_DOMAIN: handleDomain,
    CAIRN_SECURE_MODE: secureMode ? 'on' : 'off',
    CAIRN_OBJECT_PROOFS: objectProofs ? 'on' : 'off',
  })
  if (!read.ok) throw new Error(read.problems.join(' '))
  const db = openDatabase(databaseUrl, { maxConnections: 12 })
  let moved = 0
  const clock = {
    now: () => Date.now() + moved,
    advance(ms: number) {
      moved += ms
    },
  }
  const ids = createIdMaker(clock, 1)
  const eventLog = createEventLog(db, ids)
  const jobs = createJobQueue(ids)
  const leases = createLeases(db)
  return { settings: read.settings, log, clock, db, ids, eventLog, jobs, leases, backbone: undefined }
}

/** Waits until no node has anything left to do: then what has not happened will not happen. */
export async function untilQuiet(...nodes: readonly FederationNode[]): Promise<void> {
  const look = createStillness(nodes)
  await vi.waitFor(
    async () => {
      if (!(await look())) throw new Error('There is still work to do.')
    },
    { timeout: 15_000, interval: 25 },
  )
}

/**
 * Looks whether nodes have come to rest, again and again. They cannot be looked at in one instant: what one of them sends
 * last, another may take in after it was looked at and before the first one was. So three looks in a row must find that
 * nothing waits, and that nothing was said, heard or done between them.
 * @returns whether they are at rest, with this look
 */
export function createStillness(nodes: readonly FederationNode[]): () => Promise<boolean> {
  let before: string | undefined
  let inARow = 0
  return async () => {
    const quiet = await Promise.all(nodes.map((node) => node.isQuiet()))
    const done = quiet.every(Boolean)
      ? JSON.stringify(await Promise.all(nodes.map(({ db }) => readProgress(db))))
      : undefined
    inARow = done === undefined ? 0 : done === before ? inARow + 1 : 1
    before = done
    return inARow >= 3
  }
}

/** Grows with every activity that is sent or taken in, and with everything that happens. */
async function readProgress(db: Database): Promise<unknown> {
  const [progress] = await db.sql`
    select
      (select count(*)::int from outbox_activities) as sent,
      (select count(*)::int from inbox_seen) as heard,
      (select max(id)::text from events) as done
  `
  return progress
}

/** Events first: whoever handles one may leave a job behind, and then the event no longer waits. */
async function isQuiet(db: Database, consumers: readonly Consumer[]): Promise<boolean> {
  const read = consumers.flatMap(({ name, reactions }) => reactions.map(({ type }) => ({ name, type })))
  const [waiting] = await db.sql`
    select 1 from events as e
    join unnest(${read.map(({ name }) => name)}::text[], ${read.map(({ type }) => type)}::text[])
      as r (consumer, type) on r.type = e.type
    where not exists (
      select 1 from event_cursors as c where c.consumer = r.consumer and (c.xid, c.id) >= (e.xid, e.id)
    )
    limit 1
  `
  if (waiting) return false
  const [parked] = await db.sql`select last_error from parked_events where dead_at is null limit 1`
  if (parked) return false
  const [job] = await db.sql`select 1 from jobs where run_at <= now() + interval '5 seconds' limit 1`
  return !job
}

/** As an operator does it. @param more what else the block says */
export async function blockDomain(
  node: Pick<FederationNode, 'policies'>,
  domain: string,
  more: Partial<DomainBlockContent> = {},
): Promise<void> {
  const silent = { rejectMedia: false, rejectReports: false, obfuscate: false }
  const content = { domain, severity: 'suspend', privateComment: '', publicComment: '', ...silent } as const
  await node.policies.blockDomain({ ...content, ...more }, { by: null, replace: true })
}
