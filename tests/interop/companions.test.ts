import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Account, AccountId } from '#domain/accounts/index.ts'
import type { Place } from '#domain/places/index.ts'
import type { Post, Visibility } from '#domain/posts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'

let here: FederationNode
let there: FederationNode
/** A server that knows nothing of companions, as Mastodon. */
let plain: RemotePeer
let alice: Account
let bob: Account
let carol: PeerActor
let eve: PeerActor
/** Alice as Bob's server knows her, and the others as hers does. */
let aliceThere: Account
let bobHere: Account
let carolHere: Account
let cafe: Place

beforeAll(async () => {
  ;[here, there, plain] = await Promise.all([startFederationNode(), startFederationNode(), startRemotePeer()])
  alice = await here.createPerson('alice')
  bob = await there.createPerson('bob')
  carol = plain.createActor('carol')
  eve = plain.createActor('eve')
  bobHere = await here.find(`bob@${there.host}`)
  carolHere = await here.find(`carol@${plain.host}`)
  aliceThere = await there.find(`alice@${here.host}`)
  await there.relationships.requestFollow({ followerId: bob.id, followedId: aliceThere.id })
  for (const actor of [carol, eve]) await say(actor, { type: 'Follow', object: `${here.origin}/users/alice` })
  const venue = { name: 'Café', latitude: 48.854, longitude: 2.3326, createdBy: alice.id }
  const made = await here.places.createVenue(venue)
  if (!made.ok) throw new Error('The venue was refused.')
  cafe = made.place
  await untilQuiet(here, there)
})

afterAll(async () => {
  await Promise.all([
    here?.[Symbol.asyncDispose](),
    there?.[Symbol.asyncDispose](),
    plain?.[Symbol.asyncDispose](),
  ])
})

let said = 0

async function say(actor: PeerActor, activity: Record<string, unknown>): Promise<string> {
  said += 1
  const id = `${actor.uri}#said/${said}`
  const body = { '@context': 'https://www.w3.org/ns/activitystreams', id, actor: actor.uri, ...activity }
  expect(await plain.post(actor, `${here.origin}/inbox`, body)).toBe(202)
  await untilQuiet(here, there)
  return id
}

async function checkInWith(
  companionIds: readonly AccountId[],
  visibility: Visibility = 'public',
): Promise<Post> {
  const outcome = await here.drafts.publishDraft({
    authorId: alice.id,
    text: 'Flat white',
    visibility,
    checkin: { placeId: cafe.id, precision: 'venue', companionIds },
  })
  if (!outcome.ok) throw new Error(outcome.because)
  await untilQuiet(here, there)
  return outcome.post
}

async function seenThere(post: Post): Promise<Post> {
  const found = await there.posts.findPostByUri(`${here.origin}/posts/${post.id}`)
  if (!found) throw new Error('The check-in did not arrive.')
  return found
}

async function textThere(post: Post): Promise<string> {
  const { id } = await seenThere(post)
  const view = (await there.posts.findViews([id])).get(id)
  return `${view?.post.content}${view?.post.footer}`
}

const namedBy = async (post: Post) =>
  (await here.checkins.findByPosts([post.id])).get(post.id)?.companions.map(({ username }) => username)

interface Question {
  readonly to: readonly string[]
  readonly object: { readonly id: string; readonly companionOf?: string }
}

/** The latest question that an actor's server was sent. */
function askedOf(actor: PeerActor): Question {
  const path = new URL(String(actor.document['inbox'])).pathname
  const questions = plain.activitiesAt(path) as unknown as Question[]
  const latest = questions.findLast(({ object }) => object.companionOf !== undefined)
  if (!latest) throw new Error('Nobody was asked.')
  return latest
}

describe('a companion of another Cairn', () => {
  it('is asked by a notification, agrees, and is named everywhere; no question becomes a post', async () => {
    const post = await checkInWith([bobHere.id])
    const seen = await seenThere(post)
    const told = await there.notifications.listNotifications(bob.id, { kinds: ['companion'] }, { limit: 5 })
    expect(told).toMatchObject([{ fromAccountId: aliceThere.id, postId: seen.id }])
    expect((await there.timelines.listHome(bob.id, { limit: 10 })).ids).toEqual([seen.id])
    expect(
      await there.posts.findPostByUri(`${here.origin}/posts/${post.id}/companions/${bobHere.id}`),
    ).toBeUndefined()
    expect(await namedBy(post)).toEqual([])
    expect(await textThere(post)).not.toContain('bob')

    expect(await there.checkins.agreeToBeNamed(seen.id, bob.id)).toBe(true)
    await untilQuiet(here, there)
    expect(await namedBy(post)).toEqual([`bob@${there.host}`])
    expect(await textThere(post)).toContain('u-category h-card')
  })

  it('is named no more when they say so', async () => {
    const post = await checkInWith([bobHere.id])
    const seen = await seenThere(post)
    await there.checkins.agreeToBeNamed(seen.id, bob.id)
    await untilQuiet(here, there)
    expect(await there.checkins.endNaming(seen.id, bob.id)).toBe(true)
    await untilQuiet(here, there)
    expect(await namedBy(post)).toEqual([])
    expect(await textThere(post)).not.toContain('bob')
  })

  it('is asked no more when the author takes the question back, or deletes the check-in', async () => {
    const post = await checkInWith([bobHere.id], 'followers')
    const seen = await seenThere(post)
    await here.checkins.endNaming(post.id, bobHere.id)
    await untilQuiet(here, there)
    expect(await there.checkins.agreeToBeNamed(seen.id, bob.id)).toBe(false)
    const other = await checkInWith([bobHere.id])
    const { id } = await seenThere(other)
    await here.posts.deletePost(other.id, alice.id)
    await untilQuiet(here, there)
    expect(await there.checkins.listNamings(id, bob.id)).toEqual([])
  })

  it('is named no more when they block the author', async () => {
    const post = await checkInWith([bobHere.id])
    await there.checkins.agreeToBeNamed((await seenThere(post)).id, bob.id)
    await untilQuiet(here, there)
    expect(await namedBy(post)).toHaveLength(1)
    await there.relationships.blockAccount({ blockerId: bob.id, blockedId: aliceThere.id })
    await untilQuiet(here, there)
    expect(await namedBy(post)).toEqual([])
    await there.relationships.unblockAccount({ blockerId: bob.id, blockedId: aliceThere.id })
    await there.relationships.requestFollow({ followerId: bob.id, followedId: aliceThere.id })
    await untilQuiet(here, there)
  })
})

describe('a companion whose server knows nothing of companions', () => {
  it('gets a message that mentions them alone, and says nothing of where it was', async () => {
    const post = await checkInWith([carolHere.id])
    const { object, to } = askedOf(carol)
    expect(object).toMatchObject({
      type: 'Note',
      attributedTo: `${here.origin}/users/alice`,
      to: [carol.uri],
      cc: [],
      tag: [{ type: 'Mention', href: carol.uri }],
      companionOf: `${here.origin}/posts/${post.id}`,
    })
    expect(to).toEqual([carol.uri])
    expect(JSON.stringify(object)).not.toMatch(/Café|48\.85|2\.33/)
    expect(await namedBy(post)).toEqual([])
  })

  it('agrees by a like, and takes it back with the like', async () => {
    const post = await checkInWith([carolHere.id])
    const ask = askedOf(carol).object.id
    const like = await say(carol, { type: 'Like', object: ask })
    expect(await namedBy(post)).toEqual([`carol@${plain.host}`])
    await say(carol, { type: 'Undo', object: { id: like, type: 'Like', actor: carol.uri, object: ask } })
    expect(await namedBy(post)).toEqual([])
  })

  it('agrees for themselves alone', async () => {
    const post = await checkInWith([carolHere.id])
    const ask = askedOf(carol).object.id
    await say(eve, { type: 'Like', object: ask })
    await say(eve, { type: 'Accept', object: ask })
    expect(await namedBy(post)).toEqual([])
  })

  it('is asked only while they follow', async () => {
    const { id } = await here.find(`eve@${plain.host}`)
    await say(eve, {
      type: 'Undo',
      object: { type: 'Follow', actor: eve.uri, object: `${here.origin}/users/alice` },
    })
    await expect(checkInWith([id])).rejects.toThrow('unknown_companion')
  })
})

describe('somebody here who is asked from elsewhere', () => {
  /** Carol, whom Alice may follow, says that Alice was with her. */
  async function ask(more: Record<string, unknown> = {}) {
    said += 1
    const at = `${plain.origin}/notes/${said}`
    const location = { type: 'Place', name: 'Bar', latitude: 48.8, longitude: 2.3 }
    const checkin = plain.note(carol, at, { location })
    plain.serve(new URL(at).pathname, checkin)
    const to = [`${here.origin}/users/alice`]
    const uri = `${at}/ask`
    const note = { ...plain.note(carol, uri), to, cc: [], companionOf: at, ...more }
    await say(carol, { type: 'Create', to, object: note })
    const post = await here.posts.findPostByUri(at)
    return { post, uri, asked: post ? await here.checkins.listNamings(post.id, alice.id) : [] }
  }

  it('hears nothing from whom they do not follow, and it becomes no message either', async () => {
    const { asked, uri } = await ask()
    expect(asked).toEqual([])
    expect(await here.posts.findPostByUri(uri)).toBeUndefined()
  })

  it('is asked by whom they follow, about their own check-ins alone', async () => {
    await here.relationships.requestFollow({ followerId: alice.id, followedId: carolHere.id })
    await untilQuiet(here)
    const follow = plain
      .activitiesAt(new URL(String(carol.document['inbox'])).pathname)
      .findLast(({ type }) => type === 'Follow')
    await say(carol, { type: 'Accept', object: follow })
    expect((await ask()).asked).toMatchObject([{ state: 'asked', accountId: alice.id }])
    const other = await checkInWith([])
    await ask({ companionOf: `${here.origin}/posts/${other.id}` })
    expect(await here.checkins.listNamings(other.id, alice.id)).toEqual([])
  })

  it('answers what was asked, once for each answer', async () => {
    const { post, uri } = await ask()
    if (!post) throw new Error('The check-in did not arrive.')
    await here.checkins.agreeToBeNamed(post.id, alice.id)
    await untilQuiet(here)
    const heard = () =>
      plain
        .activitiesAt(new URL(String(carol.document['inbox'])).pathname)
        .filter(({ object }) => object === uri)
        .map(({ type }) => type)
    expect(heard()).toEqual(['Accept'])
    await here.checkins.endNaming(post.id, alice.id)
    await untilQuiet(here)
    expect(heard()).toEqual(['Accept', 'Reject'])
  })
})
