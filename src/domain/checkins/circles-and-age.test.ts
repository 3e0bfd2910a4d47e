import { array, assert, asyncProperty, boolean, constantFrom, integer, record } from 'fast-check'
import { latLngToCell } from 'h3-js'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import { type Place, toDecimal } from '#domain/places/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { createWebWorld, type WebWorld } from '#kit/web-world.ts'
import { type Precision, precisions } from './checkin.ts'
import { seeAs } from './show-to-viewer.ts'

const day = 86_400_000
const point = { latitude: 48.854149, longitude: 2.332646 }
const preferNothing = {
  followersPrecision: null,
  friendsPrecision: null,
  fading: [],
  hideAfterDays: null,
  mayorPublic: false,
  crossings: false,
}

let world: WebWorld
let alice: Account
let friend: Account
let follower: Account
let stranger: Account
let flore: Place
let number = 0

beforeAll(async () => {
  world = await createWebWorld()
  ;[alice, friend, follower, stranger] = (await Promise.all(
    ['alice', 'friend', 'follower', 'stranger'].map((name) => world.createUser(name)),
  )) as [Account, Account, Account, Account]
  await follow(friend, alice)
  await follow(alice, friend)
  await follow(follower, alice)
  const paris = await world.addVenue({
    name: 'Paris',
    latitude: 48.85341,
    longitude: 2.3488,
    createdBy: alice.id,
  })
  await world.db.sql`
    update places set kind = 'town', population = 2138551, country = 'FR', category = 'place=city' where id = ${paris.id}
  `
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(async () => {
  await world.db.sql`truncate checkins, home_zones, checkin_preferences`
  number += 1
  flore = await world.addVenue({ name: `Café ${number}`, ...point, createdBy: alice.id })
})

async function follow(follower: Account, followed: Account): Promise<void> {
  const pair = { followerId: follower.id, followedId: followed.id }
  await world.relationships.requestFollow(pair)
  await world.relationships.acceptFollow(pair)
}

async function precisionFor(viewer: Account | undefined, postId: PostId): Promise<Precision | undefined> {
  const { ids } = await world.posts.keepVisible(viewer?.id, [postId])
  const sight = (await world.checkins.findForViewer(viewer?.id, ids)).get(postId)
  return sight && seeAs(sight.checkin, sight.circle).precision
}

const everybody = () => [undefined, stranger, follower, friend, alice]
const seenBy = (postId: PostId) => Promise.all(everybody().map((viewer) => precisionFor(viewer, postId)))

describe('a check-in with layers', () => {
  it('shows strangers the city, followers the neighbourhood and friends the venue', async () => {
    const post = await world.checkIn(alice, flore, {
      precision: 'city',
      followersPrecision: 'cell',
      friendsPrecision: 'venue',
    })
    expect(await seenBy(post.id)).toEqual(['city', 'city', 'cell', 'venue', 'venue'])
  })

  it('writes for everybody, other servers included, what strangers see', async () => {
    const post = await world.checkIn(alice, flore, { precision: 'city', friendsPrecision: 'venue' })
    expect((await world.posts.findViews([post.id])).get(post.id)?.post.footer).not.toContain('Café')
    const told = (await world.checkins.findByPosts([post.id])).get(post.id)?.shown
    expect(told).toMatchObject({ precision: 'city' })
    expect(JSON.stringify(told)).not.toMatch(/Café|48\.854149|2\.332646/)
  })

  it('gives a friend the place line of the venue', async () => {
    const post = await world.checkIn(alice, flore, { precision: 'city', friendsPrecision: 'venue' })
    const sight = (await world.checkins.findForViewer(friend.id, [post.id])).get(post.id)
    expect(sight && seeAs(sight.checkin, sight.circle).footer).toContain(flore.name)
  })

  it('is found by lists only where everybody sees it', async () => {
    const post = await world.checkIn(alice, flore, { precision: 'city', friendsPrecision: 'venue' })
    const page = { limit: 40 }
    expect(await world.checkins.listByPlace(flore.id, page)).not.toContain(post.id)
  })

  it('never shows a narrower circle less than a wider one', async () => {
    const post = await world.checkIn(alice, flore, { precision: 'cell', friendsPrecision: 'country' })
    expect(await seenBy(post.id)).toEqual(['cell', 'cell', 'cell', 'cell', 'cell'])
  })

  it('takes the layers that the account prefers', async () => {
    await world.checkins.updatePreferences(alice.id, { ...preferNothing, friendsPrecision: 'venue' })
    const post = await world.checkIn(alice, flore, { precision: 'country' })
    expect(await seenBy(post.id)).toEqual(['country', 'country', 'country', 'venue', 'venue'])
  })

  it('shows followers alone a post for followers, and friends more of it', async () => {
    const post = await world.checkIn(alice, flore, {
      visibility: 'followers',
      precision: 'city',
      friendsPrecision: 'venue',
    })
    expect(await seenBy(post.id)).toEqual([undefined, undefined, 'city', 'venue', 'venue'])
  })

  it('is refused with a precision that does not exist', async () => {
    const draft = { authorId: alice.id, placeId: flore.id, visibility: 'public' as const, precision: 'venue' }
    expect(await world.checkins.prepareCheckin({ ...draft, friendsPrecision: 'metre' })).toEqual({
      ok: false,
      because: 'unknown_precision',
    })
  })
})

describe('a check-in that ages', () => {
  it('is as coarse from its first moment as its age asks, when it is told later', async () => {
    await world.checkins.updatePreferences(alice.id, {
      ...preferNothing,
      friendsPrecision: 'venue',
      fading: [{ afterDays: 7, precision: 'city' }],
    })
    const arrivedAt = new Date(world.clock.now() - 8 * day)
    const post = await world.checkIn(alice, flore, { precision: 'cell', arrivedAt })
    expect(await seenBy(post.id)).toEqual(['city', 'city', 'city', 'city', 'city'])
  })

  it('is coarsened step by step for every circle, then left to its author', async () => {
    await world.checkins.updatePreferences(alice.id, {
      ...preferNothing,
      fading: [
        { afterDays: 30, precision: 'city' },
        { afterDays: 7, precision: 'cell' },
      ],
      hideAfterDays: 365,
    })
    const post = await world.checkIn(alice, flore, { precision: 'cell', friendsPrecision: 'venue' })
    expect(await world.checkins.fadeCheckins()).toBe(0)
    world.clock.advance(7 * day)
    expect(await world.checkins.fadeCheckins()).toBe(1)
    expect(await seenBy(post.id)).toEqual(['cell', 'cell', 'cell', 'cell', 'cell'])
    world.clock.advance(23 * day)
    await world.checkins.fadeCheckins()
    expect(await seenBy(post.id)).toEqual(['city', 'city', 'city', 'city', 'city'])
    expect((await world.posts.findViews([post.id])).get(post.id)?.post).toMatchObject({
      footer: expect.stringContaining('Paris'),
      refreshedAt: new Date(world.clock.now()),
      editedAt: null,
    })
    world.clock.advance(335 * day)
    await world.checkins.fadeCheckins()
    expect(await seenBy(post.id)).toEqual([undefined, undefined, undefined, undefined, 'city'])
    expect(await world.checkins.fadeCheckins()).toBe(0)
  })

  it('follows rules that came later', async () => {
    const post = await world.checkIn(alice, flore)
    world.clock.advance(10 * day)
    await world.checkins.updatePreferences(alice.id, {
      ...preferNothing,
      fading: [{ afterDays: 7, precision: 'country' }],
    })
    await world.checkins.fadeCheckins()
    expect(await precisionFor(friend, post.id)).toBe('country')
  })

  it('leaves no finer version behind in rows, history or events', async () => {
    await world.checkins.updatePreferences(alice.id, {
      ...preferNothing,
      fading: [{ afterDays: 1, precision: 'city' }],
    })
    const post = await world.checkIn(alice, flore)
    world.clock.advance(day)
    await world.checkins.fadeCheckins()
    for (const table of ['posts', 'post_edits', 'checkins', 'events', 'jobs']) {
      const rows = await world.db.sql<{ row: string }[]>`
        select t::text as row from ${world.db.sql(table)} as t where t::text like ${`%${post.id}%`}
      `
      for (const { row } of rows) expect(row).not.toMatch(/Café|48\.854149/)
    }
  })

  it('refuses days that are none', async () => {
    for (const afterDays of [0, -1, 1.5, Number.NaN]) {
      const fading = [{ afterDays, precision: 'city' }]
      expect(await world.checkins.updatePreferences(alice.id, { ...preferNothing, fading })).toEqual({
        ok: false,
        because: 'bad_days',
      })
    }
  })

  it('never shows anybody more than before, whatever the rules, zones and ages', async () => {
    const precision = constantFrom(...precisions)
    const rules = record({
      base: precision,
      followers: precision,
      friends: precision,
      steps: array(record({ afterDays: integer({ min: 1, max: 60 }), precision }), { maxLength: 4 }),
      ages: array(integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 }),
      zone: boolean(),
    })
    await assert(
      asyncProperty(rules, async ({ base, followers, friends, steps, ages, zone }) => {
        await world.db.sql`truncate checkins, home_zones, checkin_preferences`
        await world.checkins.updatePreferences(alice.id, { ...preferNothing, fading: steps })
        if (zone) await world.checkins.createZone({ accountId: alice.id, label: '', point })
        const post = await world.checkIn(alice, flore, {
          precision: base,
          followersPrecision: followers,
          friendsPrecision: friends,
        })
        let before = await seenBy(post.id)
        expectOrdered(before)
        for (const age of ages) {
          world.clock.advance(age * day)
          await world.checkins.fadeCheckins()
          const after = await seenBy(post.id)
          expectOrdered(after)
          after.forEach((now, index) => expect(rank(now)).toBeGreaterThanOrEqual(rank(before[index])))
          before = after
        }
        expect(!zone || before.every((seen) => rank(seen) >= rank('city'))).toBe(true)
      }),
      { numRuns: 25 },
    )
  })
})

/** Strangers never see more than followers, nor followers more than friends. */
function expectOrdered(seen: readonly (Precision | undefined)[]): void {
  for (let index = 1; index < seen.length; index++) {
    expect(rank(seen[index - 1])).toBeGreaterThanOrEqual(rank(seen[index]))
  }
}

function rank(precision: Precision | undefined): number {
  return precision === undefined ? precisions.length : precisions.indexOf(precision)
}

describe('a home zone', () => {
  it('holds the home, but not always in its middle', async () => {
    const middles = new Set<string>()
    const home = toDecimal(latLngToCell(point.latitude, point.longitude, 8))
    for (let index = 0; index < 40; index++) {
      await world.db.sql`truncate home_zones`
      const made = await world.checkins.createZone({ accountId: alice.id, label: 'home', point })
      if (!made.ok) throw new Error(made.because)
      expect(made.zone.cells).toHaveLength(7)
      expect(made.zone.cells).toContain(home)
      middles.add(made.zone.cells.join())
    }
    expect(middles.size).toBeGreaterThan(1)
  })

  it('is not drawn anew for the same home', async () => {
    const first = await world.checkins.createZone({ accountId: alice.id, label: 'home', point })
    const again = await world.checkins.createZone({ accountId: alice.id, label: 'again', point })
    expect(again).toEqual(first)
    expect(await world.checkins.listZones(alice.id)).toHaveLength(1)
  })

  it('makes check-ins inside a town for everybody, past ones included', async () => {
    const past = await world.checkIn(alice, flore, { precision: 'venue' })
    await world.checkins.createZone({ accountId: alice.id, label: 'home', point })
    await world.checkins.fadeCheckins()
    const later = await world.checkIn(alice, flore, { precision: 'venue' })
    expect(await seenBy(past.id)).toEqual(['city', 'city', 'city', 'city', 'city'])
    expect(await seenBy(later.id)).toEqual(['city', 'city', 'city', 'city', 'city'])
  })

  it('keeps nothing of the point', async () => {
    const exact = { latitude: 48.8541237, longitude: 2.3326871 }
    await world.checkins.createZone({ accountId: alice.id, label: 'home', point: exact })
    const [row] = await world.db.sql<{ row: string }[]>`select z::text as row from home_zones as z`
    expect(row?.row).not.toMatch(/8541237|3326871/)
  })

  it('belongs to its account alone', async () => {
    const made = await world.checkins.createZone({ accountId: alice.id, label: 'home', point })
    if (!made.ok) throw new Error(made.because)
    expect(await world.checkins.removeZone(made.zone.id, stranger.id)).toBe(false)
    expect(await world.checkins.removeZone(made.zone.id, alice.id)).toBe(true)
  })
})

describe('the panic button', () => {
  it('leaves every check-in to its author and takes it out of lists and numbers', async () => {
    const posts = [await world.checkIn(alice, flore), await world.checkIn(alice, flore)]
    const [first] = posts
    if (!first) throw new Error('No post.')
    expect(await world.checkins.hideHistory(alice.id)).toBe(2)
    expect(await seenBy(first.id)).toEqual([undefined, undefined, undefined, undefined, 'venue'])
    expect(await world.checkins.listByPlace(flore.id, { limit: 40 })).toEqual([])
    const told = await world.db.sql`select 1 from events where type = 'post.hidden'`
    expect(told.length).toBeGreaterThanOrEqual(2)
  })
})

describe('here now', () => {
  it('names mutual followers alone, and counts from three people on', async () => {
    await world.checkIn(alice, flore)
    await world.checkIn(stranger, flore)
    expect(await world.checkins.hereNow(flore.id, friend.id)).toEqual({ count: null, friends: [alice.id] })
    expect(await world.checkins.hereNow(flore.id, follower.id)).toEqual({ count: null, friends: [] })
    await world.checkIn(follower, flore)
    expect(await world.checkins.hereNow(flore.id, undefined)).toEqual({ count: 3, friends: [] })
  })

  it('forgets who has left, and who came three hours ago', async () => {
    const post = await world.checkIn(alice, flore)
    expect(await world.checkins.checkOut(post.id, stranger.id)).toBe(false)
    expect(await world.checkins.checkOut(post.id, alice.id)).toBe(true)
    expect(await world.checkins.checkOut(post.id, alice.id)).toBe(false)
    expect((await world.checkins.hereNow(flore.id, friend.id)).friends).toEqual([])
    await world.checkIn(alice, flore)
    world.clock.advance(3 * 3_600_000 + 1)
    expect((await world.checkins.hereNow(flore.id, friend.id)).friends).toEqual([])
  })

  it('does not name a friend who shows friends no more than the city', async () => {
    await world.checkIn(alice, flore, { precision: 'city' })
    expect((await world.checkins.hereNow(flore.id, friend.id)).friends).toEqual([])
  })
})
