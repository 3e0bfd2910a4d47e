import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { Place } from '#domain/places/index.ts'
import { createWebWorld, type WebWorld } from '#kit/web-world.ts'

const minute = 60_000
const wish = {
  followersPrecision: null,
  friendsPrecision: null,
  fading: [],
  hideAfterDays: null,
  mayorPublic: false,
  crossings: true,
}

let world: WebWorld
let alice: Account
let ben: Account
let cara: Account
let cafe: Place
/** Some steps from the café, in the same cell. */
let bakery: Place
let far: Place
let clinic: Place
let paris: Place

beforeAll(async () => {
  world = await createWebWorld()
  ;[alice, ben, cara] = (await Promise.all(
    ['alice', 'ben', 'cara'].map((name) => world.createUser(name)),
  )) as [Account, Account, Account]
  await befriend(alice, ben)
  // Cara follows and is not followed.
  await follow(cara, alice)
  const at = (latitude: number, longitude: number) => ({ latitude, longitude, createdBy: alice.id })
  cafe = await world.addVenue({ ...at(48.8541, 2.3326), name: 'Café', category: 'amenity=cafe' })
  bakery = await world.addVenue({ ...at(48.8543, 2.3329), name: 'Bakery', category: 'shop=bakery' })
  far = await world.addVenue({ ...at(48.8867, 2.3431), name: 'Sacré', category: 'tourism=attraction' })
  clinic = await world.addVenue({ ...at(48.8542, 2.3327), name: 'Clinic', category: 'amenity=clinic' })
  paris = await world.addVenue({ ...at(48.87, 2.32), name: 'Paris' })
  await world.db
    .sql`update places set kind = 'town', population = 2000000, country = 'FR' where id = ${paris.id}`
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(async () => {
  await world.db.sql`truncate checkins, checkin_preferences, home_zones`
  for (const one of [alice, ben, cara]) await world.checkins.updatePreferences(one.id, wish)
})

async function follow(follower: Account, followed: Account): Promise<void> {
  const pair = { followerId: follower.id, followedId: followed.id }
  await world.relationships.requestFollow(pair)
  await world.relationships.acceptFollow(pair)
}

async function befriend(one: Account, other: Account): Promise<void> {
  await follow(one, other)
  await follow(other, one)
}

type More = Parameters<WebWorld['checkIn']>[2]
const ago = (minutes: number) => ({ arrivedAt: new Date(world.clock.now() - minutes * minute) })
const at = (who: Account, place: Place, minutes: number, more: More = {}) =>
  world.checkIn(who, place, { visibility: 'followers', ...ago(minutes), ...more })

async function namesSeenBy(who: Account) {
  return (await world.journal.findCrossings(who.id)).map(({ shown, times }) => [
    shown.name,
    shown.precision,
    times,
  ])
}

describe('crossed paths', () => {
  it('are told to both friends, as the venue that both show', async () => {
    const mine = await at(alice, cafe, 60)
    const theirs = await at(ben, cafe, 100)
    expect(await world.journal.findCrossings(alice.id)).toMatchObject([
      { friendId: ben.id, ownPostId: mine.id, friendPostId: theirs.id, shown: { name: 'Café' }, times: 1 },
    ])
    expect(await world.journal.findCrossings(ben.id)).toMatchObject([
      { friendId: alice.id, ownPostId: theirs.id, friendPostId: mine.id, times: 1 },
    ])
  })

  it('are none at another time, at another place, or of long ago', async () => {
    await at(alice, cafe, 60)
    await at(ben, cafe, 60 + 181)
    await at(ben, bakery, 60)
    await at(alice, far, 31 * 24 * 60)
    await at(ben, far, 31 * 24 * 60)
    expect(await namesSeenBy(alice)).toEqual([])
  })

  it('are counted where they are many, the latest one being told', async () => {
    for (const days of [1, 2, 3]) {
      await at(alice, cafe, days * 24 * 60)
      await at(ben, cafe, days * 24 * 60 + 5)
    }
    expect(await namesSeenBy(alice)).toEqual([['Café', 'venue', 3]])
  })

  it('are told no more exactly than the vaguer of both is shown', async () => {
    await at(alice, cafe, 60)
    await at(ben, bakery, 60, { precision: 'cell' })
    expect(await namesSeenBy(alice)).toEqual([['Near Paris', 'cell', 1]])
    expect(await namesSeenBy(ben)).toEqual([['Near Paris', 'cell', 1]])
    await world.db.sql`truncate checkins`
    await at(alice, cafe, 60, { precision: 'city' })
    await at(ben, far, 600)
    expect(await namesSeenBy(alice)).toEqual([['Paris', 'city', 1]])
    expect(await namesSeenBy(ben)).toEqual([['Paris', 'city', 1]])
    await world.db.sql`truncate checkins`
    await at(alice, cafe, 60, { precision: 'country' })
    await at(ben, cafe, 60)
    expect(await namesSeenBy(ben)).toEqual([])
  })

  it('hold to the layer for friends', async () => {
    await world.checkins.updatePreferences(ben.id, { ...wish, friendsPrecision: 'venue' })
    await at(alice, cafe, 60)
    await at(ben, cafe, 60, { precision: 'city' })
    expect(await namesSeenBy(alice)).toEqual([['Café', 'venue', 1]])
  })

  it('hold to home zones', async () => {
    await world.checkins.createZone({ accountId: ben.id, label: '', point: cafe })
    await at(alice, cafe, 60)
    await at(ben, cafe, 60)
    expect(await namesSeenBy(alice)).toEqual([['Paris', 'city', 1]])
    expect(await namesSeenBy(ben)).toEqual([['Paris', 'city', 1]])
  })

  it('are none with what is for oneself alone, hidden, or sensitive', async () => {
    await at(alice, cafe, 60)
    await at(ben, cafe, 60, { visibility: 'direct' })
    await at(alice, far, 300)
    await at(ben, far, 300)
    await world.checkins.hideHistory(ben.id)
    await at(alice, clinic, 60)
    await at(ben, clinic, 60)
    expect(await namesSeenBy(alice)).toEqual([])
    expect(await namesSeenBy(ben)).toEqual([])
  })

  it('need the wish of both', async () => {
    await at(alice, cafe, 60)
    await at(ben, cafe, 60)
    await world.checkins.updatePreferences(ben.id, { ...wish, crossings: false })
    expect([await namesSeenBy(alice), await namesSeenBy(ben)]).toEqual([[], []])
  })

  it('need that both follow each other, and that nobody is muted or blocked', async () => {
    await at(alice, cafe, 60)
    await at(cara, cafe, 60)
    expect([await namesSeenBy(alice), await namesSeenBy(cara)]).toEqual([[], []])
    await at(ben, cafe, 60)
    await world.relationships.muteAccount({ muterId: alice.id, mutedId: ben.id, hideNotifications: false })
    expect(await namesSeenBy(alice)).toEqual([])
    await world.relationships.unmuteAccount({ muterId: alice.id, mutedId: ben.id })
    expect(await namesSeenBy(alice)).toHaveLength(1)
    await world.relationships.blockAccount({ blockerId: ben.id, blockedId: alice.id })
    expect([await namesSeenBy(alice), await namesSeenBy(ben)]).toEqual([[], []])
  })
})
