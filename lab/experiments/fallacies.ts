import { freePort } from '#kit/free-port.ts'
import { type Person, personWith } from '#kit/person.ts'
import { startRemotePeer } from '#kit/remote-peer.ts'
import type { Lab } from '../lab.ts'
import { type FediverseServer, followAcross } from '../topology/build-fediverse.ts'
import { openAdminOf } from '../topology/open-admin-of.ts'
import { startCairn } from '../topology/start-cairn.ts'
import { waitFor } from '../topology/wait-for.ts'

/** Two servers: people of `b` follow the author, who lives on `a`. */
export interface TwoServers {
  readonly lab: Lab
  readonly a: FediverseServer
  /** Another one after it has moved. */
  b: FediverseServer
  readonly author: Person
}

/** Makes the network what nobody expects. @returns what else there was to see, and whether it was right */
export type Disappointment = (world: TwoServers) => Promise<{ seen: string; held: boolean } | undefined>

/** The eight beliefs, each with what disappoints it. */
export const fallacies: Readonly<Record<string, Disappointment>> = {
  'the network is reliable': async ({ lab, b }) => {
    lab.mark('fault', 'connections to b are cut ten times a second, and three of ten new ones are reset')
    b.network.become({ fault: 'reset', share: 0.3, cutEveryMs: 100 })
    return undefined
  },
  'latency is zero': async ({ lab, b }) => {
    lab.mark('fault', '150 to 250 ms each way to b')
    b.network.become({ latencyMs: 150, jitterMs: 100 })
    return undefined
  },
  'bandwidth is infinite': async ({ lab, b }) => {
    lab.mark('fault', '8 kB a second to b')
    b.network.become({ bytesPerSecond: 8000 })
    return undefined
  },
  'the network is secure': forge,
  'topology does not change': moveAway,
  'there is one administrator': beBlocked,
  'transport cost is zero': weigh,
  'the network is homogeneous': meetAnother,
}

/** Somebody in between writes in her name: an unsigned activity, and one that another key has signed. */
async function forge({ lab, a, b, author }: TwoServers) {
  lab.mark('fault', 'a stranger sends posts in the name of the author')
  await using stranger = await startRemotePeer()
  const actor = stranger.createActor('mallory')
  const uri = `${a.origin}/users/${author.username}`
  const note = stranger.note(actor, `${a.origin}/posts/1`, { attributedTo: uri, content: '<p>Forged</p>' })
  const create = { id: `${a.origin}/forged/1`, type: 'Create', actor: uri, to: note['to'], object: note }
  const unsigned = await fetch(`${b.origin}/inbox`, {
    method: 'POST',
    headers: { 'content-type': 'application/activity+json' },
    body: JSON.stringify(create),
  })
  const signedByOther = await stranger.post(actor, `${b.origin}/inbox`, create)
  const forged = await b.db.sql`select 1 from posts where content like '%Forged%'`
  const held = unsigned.status >= 400 && signedByOther >= 400 && forged.length === 0
  return { seen: `unsigned ${unsigned.status}, another key ${signedByOther}, none stored`, held }
}

/** The other server moves to another port; only its name stays. */
async function moveAway(world: TwoServers) {
  const { lab, b } = world
  lab.mark('fault', 'server b moves to another address')
  lab.picture.node({ id: 'b', state: 'down' })
  await b.cairn.process()[Symbol.asyncDispose]()
  const port = await freePort()
  const { origin, databaseUrl } = b
  const cairn = await startCairn(lab, { name: 'b', origin, port, databaseUrl })
  b.network.leadTo(port)
  world.b = { ...b, cairn, people: b.people.map((person) => personWith(cairn.address, person)) }
  lab.picture.node({ id: 'b', state: 'up' })
  lab.mark('healed', 'server b is there again, under its old name')
  return { seen: 'the name stayed, the address did not', held: true }
}

/** Whoever runs the other server decides alone: a block, then none. */
async function beBlocked(world: TwoServers) {
  const { lab, a, b, author } = world
  lab.mark('fault', 'the administrator of b blocks a')
  await using admin = await openAdminOf(b)
  await admin.policies.blockDomain(
    {
      domain: a.host,
      severity: 'suspend',
      rejectMedia: false,
      rejectReports: false,
      obfuscate: false,
      publicComment: '',
      privateComment: '',
    },
    { by: null, replace: true },
  )
  const asked = await author.post('/api/v1/statuses', { status: 'Into the wall', visibility: 'public' })
  const stored = await b.db.sql`select 1 from posts where content like '%Into the wall%'`
  await admin.policies.unblockDomain(a.host, null)
  lab.mark('healed', 'the block is lifted, and the readers follow again')
  for (const reader of b.people) await followAcross(reader, author, a)
  return {
    seen: `while blocked the author could post (${asked.status}), and b stored nothing`,
    held: asked.status === 200 && stored.length === 0,
  }
}

/** Counts what one post costs on the wire: once for the server, not once for each of its readers. */
async function weigh({ lab, b, author }: TwoServers) {
  lab.mark('note', 'requests and bytes to b are counted')
  let deliveries = 0
  b.network.watch(({ kind, of }) => {
    if (kind === 'request' && of.startsWith('POST')) deliveries += 1
  })
  const before = { ...b.network.carried }
  await author.post('/api/v1/statuses', { status: 'Weighed', visibility: 'public' })
  await waitFor(
    'the weighed post',
    async () => (await b.db.sql`select 1 from posts where content like '%Weighed%'`).length > 0,
    { signal: lab.signal },
  )
  const bytes = b.network.carried.up - before.up
  return {
    seen: `${b.people.length} readers there: ${deliveries} delivery of ${bytes} bytes`,
    held: deliveries === 1,
  }
}

/** A server of another making, with its own documents and its own answers, follows, and is told as well. */
async function meetAnother({ lab, a, author }: TwoServers) {
  lab.mark('note', 'a server of another making joins')
  const stranger = lab.use(await startRemotePeer())
  const actor = stranger.createActor('yves')
  const uri = `${a.origin}/users/${author.username}`
  const id = `${stranger.origin}/follows/1`
  const status = await stranger.post(actor, `${a.origin}/inbox`, {
    '@context': 'https://www.w3.org/ns/activitystreams',
    id,
    type: 'Follow',
    actor: actor.uri,
    object: uri,
  })
  const told = (type: string) =>
    stranger.arrived.some(({ method, body }) => method === 'POST' && body.includes(`"type":"${type}"`))
  await waitFor('the other server to be accepted', () => told('Accept'), { signal: lab.signal })
  await author.post('/api/v1/statuses', { status: 'To strangers, too', visibility: 'public' })
  await waitFor('the other server to be told', () => told('Create'), { signal: lab.signal })
  return { seen: `a foreign server followed (${status}), was accepted and told`, held: true }
}
