import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Account, AccountId } from '#domain/accounts/index.ts'
import type { Place } from '#domain/places/index.ts'
import type { Post } from '#domain/posts/index.ts'
import { createWebWorld, type WebWorld } from '#kit/web-world.ts'
import { presentAccounts } from './present-account.ts'
import { type PresentedStatus, presentStatuses } from './present-statuses.ts'

let world: WebWorld
let present: ReturnType<typeof presentStatuses>
let alice: Account
let bob: Account
let cafe: Place

beforeAll(async () => {
  world = await createWebWorld()
  present = presentStatuses({ ...world, presentAccounts: presentAccounts(world) })
  alice = await world.createUser('alice')
  bob = await world.createUser('bob')
  cafe = await world.addVenue({
    name: 'Café "Ünder" <b>',
    latitude: 48.8541,
    longitude: 2.3326,
    category: 'amenity=cafe',
    createdBy: alice.id,
  })
})

afterAll(() => world?.[Symbol.asyncDispose]())

async function textFor(viewerId: AccountId | undefined, posts: readonly Post[]): Promise<PresentedStatus[]> {
  return JSON.parse(
    (
      await present.asJson(
        viewerId,
        posts.map((post) => post.id),
      )
    ).toString(),
  )
}

async function entitiesFor(viewerId: AccountId | undefined, posts: readonly Post[]) {
  const entities = await present(
    viewerId,
    posts.map((post) => post.id),
  )
  return JSON.parse(JSON.stringify(entities)) as PresentedStatus[]
}

describe('a list as bytes', () => {
  it('says what the entities say, for the author, another viewer and nobody', async () => {
    const first = await world.publish(alice, 'Hello @bob, "quoted" \\ #Tea ☕', { contentWarning: 'warned' })
    const place = await world.checkIn(alice, cafe, { text: 'Tea' })
    const boost = await world.posts.boostPost({ boosterId: bob.id, postId: first.id })
    if (!boost.ok) throw new Error('Not boosted.')
    const posts = [first, place, boost.boost]
    for (const viewerId of [alice.id, bob.id, undefined, alice.id]) {
      const text = await textFor(viewerId, posts)
      expect(text).toEqual(await entitiesFor(viewerId, posts))
      expect(text.map((status) => status.id)).toEqual(posts.map((post) => post.id))
    }
  })

  it('is an empty list for no posts', async () => {
    expect((await present.asJson(alice.id, [])).toString()).toBe('[]')
  })

  it('leaves out what is gone', async () => {
    const post = await world.publish(alice, 'Short-lived')
    await textFor(bob.id, [post])
    await world.posts.deletePost(post.id, alice.id)
    expect(await textFor(bob.id, [post])).toEqual([])
  })
})

describe('what is remembered', () => {
  it('keeps the exact venue of a vague check-in to its author, whoever looks first', async () => {
    for (const order of [
      [alice.id, bob.id, undefined],
      [undefined, bob.id, alice.id],
    ]) {
      const post = await world.checkIn(alice, cafe, { text: 'Around here', precision: 'country' })
      for (const viewerId of order) {
        const [status] = await textFor(viewerId, [post])
        const own = viewerId === alice.id ? { own_place_id: cafe.id, left_at: null } : {}
        expect(status?.checkin).toEqual({
          precision: 'country',
          arrived_at: expect.any(String),
          companions: [],
          place_id: status?.place?.id ?? null,
          ...own,
        })
        expect(JSON.stringify(status).includes(cafe.id)).toBe(viewerId === alice.id)
      }
    }
  })

  it('shows each viewer the own marks, and everybody the present counters', async () => {
    const post = await world.publish(alice, 'Like me')
    await textFor(bob.id, [post])
    await world.posts.likePost({ accountId: bob.id, postId: post.id })
    await world.posts.bookmarkPost({ accountId: bob.id, postId: post.id })
    const marks = ({ favourited, bookmarked, favourites_count }: PresentedStatus) => ({
      favourited,
      bookmarked,
      favourites_count,
    })
    expect((await textFor(bob.id, [post])).map(marks)).toEqual([
      { favourited: true, bookmarked: true, favourites_count: 1 },
    ])
    expect((await textFor(alice.id, [post])).map(marks)).toEqual([
      { favourited: false, bookmarked: false, favourites_count: 1 },
    ])
    await world.posts.unlikePost({ accountId: bob.id, postId: post.id })
    await world.posts.unbookmarkPost({ accountId: bob.id, postId: post.id })
    expect((await textFor(bob.id, [post])).map(marks)).toEqual([
      { favourited: false, bookmarked: false, favourites_count: 0 },
    ])
  })

  it('follows an edit and a new name at once', async () => {
    const post = await world.publish(alice, 'As it was')
    await textFor(bob.id, [post])
    await world.posts.editPost({ authorId: alice.id, postId: post.id, text: 'As it is' })
    await world.accounts.updateProfile(alice.id, { displayName: 'Alice Stone' })
    const [status] = await textFor(bob.id, [post])
    expect(status?.content).toContain('As it is')
    expect(status?.account.display_name).toBe('Alice Stone')
  })
})
