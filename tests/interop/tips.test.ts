import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { Place } from '#domain/places/index.ts'
import type { Post, Visibility } from '#domain/posts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'

let here: FederationNode
let there: FederationNode
let plain: RemotePeer
let alice: Account
let bob: Account
let carol: PeerActor
let cafe: Place
let own: Place

beforeAll(async () => {
  ;[here, there, plain] = await Promise.all([startFederationNode(), startFederationNode(), startRemotePeer()])
  alice = await here.createPerson('alice')
  bob = await there.createPerson('bob')
  carol = plain.createActor('carol')
  for (const handle of [`bob@${there.host}`, `carol@${plain.host}`]) {
    const { id } = await here.find(handle)
    await here.relationships.requestFollow({ followerId: alice.id, followedId: id })
  }
  cafe = await addVenue(there, 'Café de Flore', bob)
  own = await addVenue(here, 'Les Deux Magots', alice)
  await untilQuiet(here, there)
})

afterAll(async () => {
  await Promise.all([
    here?.[Symbol.asyncDispose](),
    there?.[Symbol.asyncDispose](),
    plain?.[Symbol.asyncDispose](),
  ])
})

async function addVenue(node: FederationNode, name: string, by: Account): Promise<Place> {
  const venue = { name, latitude: 48.854149, longitude: 2.332646, category: 'amenity=cafe', createdBy: by.id }
  const made = await node.places.createVenue(venue)
  if (!made.ok) throw new Error('The venue was refused.')
  return made.place
}

async function leave(text: string, visibility: Visibility = 'public'): Promise<Post> {
  const draft = { authorId: bob.id, text, visibility, tip: { placeId: cafe.id } }
  const outcome = await there.drafts.publishDraft(draft)
  if (!outcome.ok) throw new Error(outcome.because)
  await untilQuiet(here, there)
  return outcome.post
}

async function arrived(uri: string): Promise<Post> {
  const found = await here.posts.findPostByUri(uri)
  if (!found) throw new Error('The tip did not arrive.')
  return found
}

async function documentOf(post: Post) {
  const answer = await fetch(`${there.origin}/posts/${post.id}`, {
    headers: { accept: 'application/activity+json' },
  })
  return (await answer.json()) as Record<string, unknown>
}

it('travel as posts with the place as a tag, and not as where somebody was', async () => {
  const note = await documentOf(await leave('Ask for the terrace'))
  expect(note).toMatchObject({
    type: 'Note',
    tag: [{ type: 'Place', id: `${there.origin}/places/${cafe.id}`, name: 'Café de Flore' }],
  })
  expect(note).not.toHaveProperty('location')
  expect(note).not.toHaveProperty('arrival')
})

it('stand on the page of the same place elsewhere, with one line for the place', async () => {
  const post = await arrived(`${there.origin}/posts/${(await leave('Come early')).id}`)
  expect((post.content + post.footer).match(/Tip for/g)).toHaveLength(1)
  const place = await here.places.findByUri(`${there.origin}/places/${cafe.id}`)
  expect(place && (await here.tips.listByPlace(place.id, { limit: 10 }))).toContain(post.id)
  expect((await here.checkins.findByPosts([post.id])).size).toBe(0)
})

it('for followers make no place known that was not', async () => {
  const [before] = await here.db.sql<{ n: number }[]>`select count(*)::int as n from places`
  const secret = await addVenue(there, 'Hidden bar', bob)
  const draft = {
    authorId: bob.id,
    text: 'Knock twice',
    visibility: 'followers' as const,
    tip: { placeId: secret.id },
  }
  const outcome = await there.drafts.publishDraft(draft)
  if (!outcome.ok) throw new Error(outcome.because)
  await untilQuiet(here, there)
  const post = await arrived(`${there.origin}/posts/${outcome.post.id}`)
  expect(post.content).toContain('Hidden bar')
  const [after] = await here.db.sql<{ n: number }[]>`select count(*)::int as n from places`
  expect(after).toEqual(before)
})

it('of any server about a place of ours stand on its page, unless they answer something or are for few', async () => {
  let said = 0
  const say = async (more: object) => {
    said += 1
    const id = `${carol.uri}/notes/${said}`
    const note = {
      id,
      type: 'Note',
      attributedTo: carol.uri,
      to: ['https://www.w3.org/ns/activitystreams#Public'],
      content: `<p>Said ${said}</p>`,
      published: new Date().toISOString(),
      tag: [
        {
          type: 'Place',
          id: `${here.origin}/places/${own.id}`,
          name: 'Les Deux Magots',
          latitude: 48.854149,
          longitude: 2.332646,
        },
      ],
      ...more,
    }
    const activity = { id: `${id}/activity`, type: 'Create', actor: carol.uri, to: note.to, object: note }
    const body = { '@context': 'https://www.w3.org/ns/activitystreams', ...activity }
    expect(await plain.post(carol, `${here.origin}/inbox`, body)).toBe(202)
    await untilQuiet(here, there)
    return arrived(id)
  }
  const open = await say({})
  expect(open.footer).toContain('Tip for')
  await say({ to: [`${here.origin}/users/alice`], tag: [] })
  await say({ inReplyTo: `${carol.uri}/notes/1` })
  expect(await here.tips.listByPlace(own.id, { limit: 10 })).toEqual([open.id])
})
