import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import { blockDomain, type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'

let node: FederationNode
let peer: RemotePeer
let alice: Account
let bob: PeerActor

beforeAll(async () => {
  node = await startFederationNode()
  peer = await startRemotePeer()
  alice = await node.createPerson('alice')
  bob = peer.createActor('bob')
  const there = await node.find(`bob@${peer.host}`)
  const follow = {
    id: `${bob.uri}/follows/1`,
    type: 'Follow',
    actor: bob.uri,
    object: `${node.origin}/users/alice`,
  }
  await peer.post(bob, `${node.origin}/inbox`, follow)
  await node.relationships.requestFollow({ followerId: alice.id, followedId: there.id })
  await node.relationships.acceptFollow({ followerId: alice.id, followedId: there.id })
  await untilQuiet(node)
})

afterAll(async () => {
  await node?.[Symbol.asyncDispose]()
  await peer?.[Symbol.asyncDispose]()
})

const see = () => node.federation.peers.findPeer(peer.host)

it('shows a host that takes what it is sent, with its latency and follows both ways', async () => {
  expect(await see()).toMatchObject({
    host: peer.host,
    state: 'active',
    circuit: 'closed',
    severity: 'none',
    latencyMs: expect.any(Number),
    lastSuccessAt: expect.any(Date),
    queued: 0,
    accounts: 1,
    followers: 1,
    following: 1,
  })
  expect((await node.federation.peers.listPeers({ limit: 10 })).map((one) => one.host)).toEqual([peer.host])
  expect(await node.federation.peers.listPeers({ limit: 10, after: peer.host })).toEqual([])
  expect(await node.federation.peers.listPeers({ limit: 10, state: 'dead' })).toEqual([])
})

it('learns what software a host runs, from the host itself', async () => {
  const schema = 'http://nodeinfo.diaspora.software/ns/schema'
  peer.serve('/.well-known/nodeinfo', {
    links: [
      { rel: `${schema}/2.0`, href: `${peer.origin}/nodeinfo/2.0` },
      { rel: `${schema}/2.1`, href: 'http://elsewhere.example/nodeinfo/2.1' },
    ],
  })
  peer.serve('/nodeinfo/2.0', { version: '2.0', software: { name: 'snac', version: '2.70' } })
  await node.federation.refreshPeers()
  await untilQuiet(node)
  expect(await see()).toMatchObject({ software: 'snac', softwareVersion: '2.70' })
  const asked = peer.arrived.length
  await node.federation.refreshPeers()
  await untilQuiet(node)
  expect(peer.arrived.length).toBe(asked)
})

it('shows what is wrong with a host and what waits for it, and delivers again when told to', async () => {
  peer.inboxStatus = 500
  for (let n = 0; n < 6; n++) await node.publish(alice, `Post ${n}`)
  await untilQuiet(node)
  const failing = await see()
  expect(failing).toMatchObject({ state: 'failing', circuit: 'open', lastError: `${peer.host} answered 500` })
  expect(failing?.queued).toBe(6)
  expect((await node.federation.peers.listPeers({ limit: 10, state: 'failing' })).length).toBe(1)
  peer.inboxStatus = 202
  const delivered = peer.activitiesAt('/users/bob/inbox').length
  expect(await node.federation.peers.retryPeer(peer.host)).toBe(6)
  await untilQuiet(node)
  expect(peer.activitiesAt('/users/bob/inbox').length).toBe(delivered + 6)
  expect(await see()).toMatchObject({ state: 'active', circuit: 'closed', queued: 0, failures: 0 })
  expect(await node.federation.peers.retryPeer('unknown.example')).toBeUndefined()
})

it('says what was decided about the domain', async () => {
  await blockDomain(node, peer.host, { severity: 'limit' })
  expect(await see()).toMatchObject({ severity: 'limit' })
})
