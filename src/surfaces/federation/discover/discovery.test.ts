import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FederationNode, startFederationNode } from '#kit/federation-node.ts'

let node: FederationNode

beforeAll(async () => {
  node = await startFederationNode()
  await node.createPerson('alice')
})

afterAll(() => node?.[Symbol.asyncDispose]())

function finger(resource: string) {
  return fetch(`${node.origin}/.well-known/webfinger?resource=${encodeURIComponent(resource)}`)
}

it('tells who is behind a handle', async () => {
  const answer = await finger(`acct:alice@${node.host}`)
  expect(answer.headers.get('content-type')).toMatch(/^application\/jrd\+json/)
  expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  expect(await answer.json()).toMatchObject({
    subject: `acct:alice@${node.host}`,
    aliases: [`${node.origin}/@alice`, `${node.origin}/users/alice`],
    links: [
      { rel: 'http://webfinger.net/rel/profile-page', href: `${node.origin}/@alice` },
      { rel: 'self', type: 'application/activity+json', href: `${node.origin}/users/alice` },
    ],
  })
})

it('knows people by their addresses, too, and by capitals', async () => {
  for (const resource of [`${node.origin}/@alice`, `${node.origin}/users/alice`, `acct:ALICE@${node.host}`]) {
    expect([resource, (await finger(resource)).status]).toEqual([resource, 200])
  }
})

it('names the server’s own actor', async () => {
  const json = (await (await finger(`acct:${node.host}@${node.host}`)).json()) as {
    links: { href: string }[]
  }
  expect(json.links.map((link) => link.href)).toContain(`${node.origin}/actor`)
})

it('answers 404 for nobody and for other hosts, 400 for what is no resource', async () => {
  for (const resource of [
    `acct:nobody@${node.host}`,
    'acct:alice@example.org',
    'https://example.org/@alice',
  ]) {
    expect([resource, (await finger(resource)).status]).toEqual([resource, 404])
  }
  for (const resource of ['', 'alice', 'acct:', 'mailto:alice@example.org/x', 'acct:a@b@c']) {
    expect([resource, (await finger(resource)).status]).toEqual([resource, 400])
  }
  expect((await fetch(`${node.origin}/.well-known/webfinger`)).status).toBe(400)
})

it('knows nobody whose name no name can be', async () => {
  for (const name of ['\0', 'al\0ice', 'al\u0007ice'])
    expect((await finger(`acct:${name}@${node.host}`)).status).toBe(400)
})

it('says where WebFinger is', async () => {
  const answer = await fetch(`${node.origin}/.well-known/host-meta`)
  expect(answer.headers.get('content-type')).toMatch(/^application\/xrd\+xml/)
  expect(await answer.text()).toContain(`${node.origin}/.well-known/webfinger?resource={uri}`)
})

it('describes itself by NodeInfo', async () => {
  const links = (await (await fetch(`${node.origin}/.well-known/nodeinfo`)).json()) as {
    links: { rel: string; href: string }[]
  }
  expect(links.links.map((link) => link.href)).toEqual([
    `${node.origin}/nodeinfo/2.0`,
    `${node.origin}/nodeinfo/2.1`,
  ])
  for (const version of ['2.0', '2.1']) {
    const answer = await fetch(`${node.origin}/nodeinfo/${version}`)
    expect(answer.headers.get('content-type')).toContain(`schema/${version}#`)
    expect(await answer.json()).toMatchObject({
      version,
      software: { name: 'cairn' },
      protocols: ['activitypub'],
      openRegistrations: true,
      usage: { users: { total: expect.any(Number) }, localPosts: expect.any(Number) },
      metadata: { upstream: { name: 'mastodon' }, checkins: true },
    })
  }
})
