import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findNatsServer } from '#kit/find-nats.ts'
import { freshDatabase } from '#kit/fresh-database.ts'
import { type NatsServer, startNats } from '#kit/nats-server.ts'
import { eventually } from '#kit/person.ts'
import { createRelay } from '../events/backbone/index.ts'
import { createWitness, findFaults } from '../events/fixtures/witness.ts'
import {
  createWorld,
  type Fact,
  type Peer,
  peerAt,
  silent,
  typeOf,
  type World,
} from '../events/fixtures/world.ts'
import {
  type Backbone,
  findLogId,
  relayDuty,
  relayEvents,
  runConsumers,
  tailEvents,
} from '../events/index.ts'
import { createLeases } from '../leases/index.ts'
import { type Nats, openNats } from './index.ts'
import { parseServers } from './parse-servers.ts'

const found = await findNatsServer()
if (found.kind === 'missing') process.stderr.write(`Skipped: ${found.because}\n`)
const program = found.kind === 'found' ? found.program : ''

describe.skipIf(found.kind === 'missing')('the event log over NATS', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let world: World
  let server: NatsServer
  let streams = 0
  let stack: AsyncDisposableStack

  beforeAll(async () => {
    if (found.kind === 'missing') return
    database = await freshDatabase()
    world = await createWorld(database.url, [0, -40])
    server = await startNats(program)
  })

  afterEach(async () => {
    await stack?.[Symbol.asyncDispose]()
  })

  afterAll(async () => {
    await world?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
    await database?.[Symbol.asyncDispose]()
  })

  const settings = (at: NatsServer, stream: string) => {
    const servers = parseServers(at.url)
    if (!servers) throw new Error('The URL of the test server is wrong.')
    return { ...servers, monitoring: [at.monitoring], stream, replicas: 1, maxMebibytes: 64 }
  }

  /** An empty log, and a stream of its own. */
  const begin = async (): Promise<{
    join(peer?: number): Promise<Backbone & { peer: Peer; nats: Nats }>
  }> => {
    stack = new AsyncDisposableStack()
    await world.reset(['thing:1', 'thing:2'])
    await world.watcher.sql`truncate leases, event_relays`
    const stream = `test${(streams += 1)}`
    return {
      async join(index = 0) {
        const nats = stack.use(await openNats(settings(server, stream), silent))
        const peer = peerAt(world, index)
        const leases = stack.use(createLeases(peer.db, { seconds: 600 }))
        return { stream: nats.stream, leases, logId: await findLogId(peer.db, stream), peer, nats }
      },
    }
  }

  const facts: Fact[] = []
  const announce = async (subject: string, version: number, peer: Peer = peerAt(world, 0)) => {
    const fact = { subject, version, faults: 0 }
    await peer.db.transact(async (tx) => {
      await tx.sql`update subjects set version = ${version} where name = ${subject}`
      await peer.eventLog.announce(tx, typeOf(fact), { subject, data: fact })
    })
    facts.push(fact)
    return fact
  }
  const announceSome = async (from: number, to: number): Promise<Fact[]> => {
    const made: Fact[] = []
    for (let version = from; version <= to; version++)
      for (const subject of ['thing:1', 'thing:2']) made.push(await announce(subject, version))
    return made
  }
  const countEffects = async () =>
    Number((await world.watcher.sql`select count(*) as n from effects`)[0]?.['n'])
  const work = (backbone: Backbone & { peer: Peer }, consumer = createWitness('witness').consumer) =>
    stack.use(runConsumers({ ...backbone.peer, backbone }, [consumer]))

  it('brings every event to its consumer once and in order', async () => {
    const { join } = await begin()
    const one = await join()
    one.leases.want(relayDuty)
    work(one)
    stack.use(relayEvents(one.peer, one))
    await one.leases.tick()
    const made = await announceSome(1, 20)
    await eventually(async () => (await countEffects()) === made.length, 'all effects')
    expect(await findFaults(world, 'witness', made)).toEqual([])
  })

  it('loses and doubles nothing when a relay dies between publishing and remembering it', async () => {
    const { join } = await begin()
    const dying = await join()
    const next = await join(1)
    dying.leases.want(relayDuty)
    await dying.leases.tick()
    const before = createRelay({ db: dying.peer.db, log: silent }, dying)
    await before()
    const made = await announceSome(1, 1)
    await before()
    made.push(...(await announceSome(2, 3)))
    const killed = {
      ...dying,
      stream: {
        ...dying.stream,
        append: async (message: Parameters<typeof dying.stream.append>[0]) => {
          await dying.stream.append(message)
          throw new Error('Killed here.')
        },
      },
    }
    await expect(createRelay({ db: dying.peer.db, log: silent }, killed)()).rejects.toThrow('Killed here.')
    await dying.leases[Symbol.asyncDispose]()
    next.leases.want(relayDuty)
    await next.leases.tick()
    made.push(...(await announceSome(4, 6)))
    const relay = createRelay({ db: next.peer.db, log: silent }, next)
    while ((await relay()) > 0);
    const { sequence } = await next.stream.findLast()
    expect(sequence).toBe(3)
    work(next)
    await next.leases.tick()
    await eventually(async () => (await countEffects()) === made.length, 'all effects')
    expect(await findFaults(world, 'witness', made)).toEqual([])
  })

  it('lets a relay publish nothing that lost its duty without knowing it', async () => {
    const { join } = await begin()
    const stopped = await join()
    const next = await join(1)
    stopped.leases.want(relayDuty)
    await stopped.leases.tick()
    const relay = createRelay({ db: stopped.peer.db, log: silent }, stopped)
    await relay()
    await world.watcher.sql`update leases set expires_at = '-infinity'`
    next.leases.want(relayDuty)
    await next.leases.tick()
    await announce('thing:1', 1)
    await expect(relay()).rejects.toThrow('another process')
    expect((await next.stream.findLast()).sequence).toBe(0)
  })

  it('handles what comes twice once, and what never came from the database', async () => {
    const { join } = await begin()
    const one = await join()
    one.leases.want(relayDuty)
    await one.leases.tick()
    const relay = createRelay({ db: one.peer.db, log: silent }, one)
    await relay()
    const [first] = await announceSome(1, 1)
    if (!first) throw new Error('Nothing was announced.')
    await relay()
    const doubled = await one.stream.findLast()
    await announceSome(2, 2)
    await relay()
    const { sequence } = await one.stream.findLast()
    await one.stream.append({ id: 'again', data: doubled.data ?? Buffer.of(), lastSequence: sequence })
    work(one)
    await one.leases.tick()
    await announceSome(3, 3)
    await relay()
    await eventually(async () => (await countEffects()) === 6, 'all effects')
    const made = facts.slice(-6)
    expect(await findFaults(world, 'witness', made)).toEqual([])
  })

  it('goes on from the database while NATS is killed, and by NATS when it is back', async () => {
    const { join } = await begin()
    const one = await join()
    one.leases.want(relayDuty)
    work(one)
    stack.use(relayEvents(one.peer, one))
    await one.leases.tick()
    const heard: string[] = []
    stack.use(
      await tailEvents(
        { ...one.peer, backbone: one },
        {
          name: 'tail',
          types: ['thing.changed', 'thing.noted'],
          handle: async (events) => void heard.push(...events.map((event) => event.id)),
        },
      ),
    )
    const made = await announceSome(1, 5)
    await eventually(async () => (await countEffects()) === made.length, 'the first effects')
    await server.kill()
    made.push(...(await announceSome(6, 10)))
    await eventually(async () => (await countEffects()) === made.length, 'effects without NATS')
    await server.start()
    await eventually(async () => one.stream.isUp(), 'NATS')
    made.push(...(await announceSome(11, 15)))
    await eventually(async () => (await countEffects()) === made.length, 'effects after NATS is back')
    await eventually(async () => heard.length === made.length, 'the tail')
    expect(await findFaults(world, 'witness', made)).toEqual([])
    expect(new Set(heard).size).toBe(heard.length)
  })

  it('tells hints over NATS, and over the database whoever does not hear it', async () => {
    await begin()
    const stream = `test${(streams += 1)}`
    const nats = stack.use(await openNats(settings(server, stream), silent))
    const { openDatabase } = await import('#platform/db/index.ts')
    const teller = stack.use(openDatabase(database.url, { maxConnections: 2, bus: nats.hints }))
    const hearer = stack.use(openDatabase(database.url, { maxConnections: 2, bus: nats.hints }))
    const heard: string[] = []
    hearer.changes.watch('things', (keys) => heard.push(...(Array.isArray(keys) ? keys : ['all'])))
    await teller.changes.listen()
    await hearer.changes.listen()
    const notified: string[] = []
    await world.watcher.sql.listen('cairn_changes', (payload) => notified.push(payload))
    teller.changes.tell('things', 'one')
    await eventually(async () => heard.includes('one'), 'the hint')
    expect(notified).toEqual([])
    await server.kill()
    await eventually(async () => !nats.hints.isUp(), 'the loss of NATS')
    teller.changes.tell('things', 'two')
    await eventually(async () => heard.includes('two'), 'the hint without NATS')
    expect(heard).toContain('all')
    await server.start()
  })

  it('refuses a server that acknowledges before it syncs', async () => {
    stack = new AsyncDisposableStack()
    const late = stack.use(await startNats(program, { sync: 'late' }))
    await expect(openNats(settings(late, 'late'), silent)).rejects.toThrow(/sync_interval: always/)
  })

  it('refuses a server that does not tell how it is set', async () => {
    stack = new AsyncDisposableStack()
    const mute = stack.use(await startNats(program, { monitoring: false }))
    await expect(openNats(settings(mute, 'mute'), silent)).rejects.toThrow(/NATS_MONITORING_URL/)
  })

  it('starts without a server that is away, and takes it up when it comes', async () => {
    stack = new AsyncDisposableStack()
    const late = stack.use(await startNats(program))
    await late.kill()
    const nats = stack.use(await openNats(settings(late, 'later'), silent))
    expect(nats.stream.isUp()).toBe(false)
    await late.start()
    await eventually(async () => nats.stream.isUp(), 'NATS')
  })
})
