import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { Place } from '#domain/places/index.ts'
import { createWebWorld, type WebWorld } from '#kit/web-world.ts'

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
let lyon: Place
let villeurbanne: Place
let paris: Place
let cafe: Place

beforeAll(async () => {
  world = await createWebWorld()
  ;[alice, ben, cara] = (await Promise.all(
    ['alice', 'ben', 'cara'].map((name) => world.createUser(name)),
  )) as [Account, Account, Account]
  lyon = await addTown('Lyon', 45.7485, 4.8467)
  villeurbanne = await addTown('Villeurbanne', 45.7667, 4.88)
  paris = await addTown('Paris', 48.8534, 2.3488)
  cafe = await world.addVenue({ name: 'Café', latitude: 45.75, longitude: 4.85, createdBy: alice.id })
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(async () => {
  await world.db.sql`truncate trips, checkin_preferences, follows, mutes, blocks`
  for (const one of [alice, ben, cara]) await world.checkins.updatePreferences(one.id, wish)
  await follow(alice, ben)
  await follow(ben, alice)
  // Cara follows and is not followed.
  await follow(cara, alice)
})

async function addTown(name: string, latitude: number, longitude: number): Promise<Place> {
  const place = await world.addVenue({ name, latitude, longitude, createdBy: alice.id })
  await world.db.sql`update places set kind = 'town', population = 100000 where id = ${place.id}`
  return place
}

async function follow(follower: Account, followed: Account): Promise<void> {
  const pair = { followerId: follower.id, followedId: followed.id }
  await world.relationships.requestFollow(pair)
  await world.relationships.acceptFollow(pair)
}

const inDays = (days: number) => new Date(world.clock.now() + days * 86_400_000).toISOString().slice(0, 10)

async function plan(who: Account, place: Place, [from, until]: [number, number], shared = true) {
  const trip = { accountId: who.id, placeId: place.id, startsOn: inDays(from), endsOn: inDays(until), shared }
  const outcome = await world.journal.planTrip(trip)
  if (!outcome.ok) throw new Error(outcome.because)
  return outcome.planned.trip
}

async function meetingsOf(who: Account) {
  const found = await world.journal.findMeetings(who.id)
  return found.map(({ friendId, town, from, until }) => [friendId, town.name, from, until])
}

const friendsMetBy = async (who: Account) => (await meetingsOf(who)).map(([friendId]) => friendId)

describe('trips', () => {
  it('that meet are told to both friends, as the days in common and their own town', async () => {
    await plan(alice, lyon, [10, 14])
    await plan(ben, villeurbanne, [13, 20])
    const common = [inDays(13), inDays(14)]
    expect(await meetingsOf(alice)).toEqual([[ben.id, 'Lyon', ...common]])
    expect(await meetingsOf(ben)).toEqual([[alice.id, 'Villeurbanne', ...common]])
  })

  it('do not meet elsewhere, at other times, or when they are over', async () => {
    await plan(alice, lyon, [30, 31])
    await plan(ben, paris, [30, 31])
    await plan(ben, lyon, [32, 33])
    expect([await meetingsOf(alice), await meetingsOf(ben)]).toEqual([[], []])
    await plan(ben, lyon, [31, 31])
    expect(await meetingsOf(alice)).toHaveLength(1)
    world.clock.advance(34 * 86_400_000)
    expect([await meetingsOf(alice), await meetingsOf(ben)]).toEqual([[], []])
    expect(await world.journal.listTrips(ben.id)).toEqual([])
  })

  it('are told only where both share them, and both want it', async () => {
    await plan(alice, lyon, [5, 6], false)
    await plan(ben, lyon, [5, 6])
    expect([await meetingsOf(alice), await meetingsOf(ben)]).toEqual([[], []])
    await plan(alice, lyon, [5, 6])
    expect([await friendsMetBy(alice), await friendsMetBy(ben)]).toEqual([[ben.id], [alice.id]])
    await world.checkins.updatePreferences(ben.id, { ...wish, crossings: false })
    expect([await meetingsOf(alice), await meetingsOf(ben)]).toEqual([[], []])
  })

  it('are told to nobody but mutual followers, and not of whom one mutes or blocks', async () => {
    for (const who of [alice, ben, cara]) await plan(who, lyon, [5, 6])
    expect(await meetingsOf(cara)).toEqual([])
    expect(await friendsMetBy(alice)).toEqual([ben.id])
    await world.relationships.muteAccount({ muterId: alice.id, mutedId: ben.id, hideNotifications: false })
    expect(await meetingsOf(alice)).toEqual([])
    await world.relationships.unmuteAccount({ muterId: alice.id, mutedId: ben.id })
    await world.relationships.blockAccount({ blockerId: ben.id, blockedId: alice.id })
    expect([await meetingsOf(alice), await meetingsOf(ben)]).toEqual([[], []])
  })

  it('are told to nobody any more once all history is hidden', async () => {
    for (const who of [alice, ben]) await plan(who, paris, [5, 6])
    await world.journal.keepTripsToSelf(alice.id)
    expect([await meetingsOf(alice), await meetingsOf(ben)]).toEqual([[], []])
    expect(await world.journal.listTrips(alice.id)).toMatchObject([{ trip: { shared: false } }])
  })

  it.each([
    ['to anywhere more exact than a town', 'no_town', () => ({ placeId: cafe.id })],
    ['backwards', 'no_days', () => ({ startsOn: inDays(9) })],
    ['for what is over', 'no_days', () => ({ startsOn: inDays(-9), endsOn: inDays(-8) })],
    ['for no day that there is', 'no_days', () => ({ startsOn: '2027-02-30' })],
    ['for ever', 'too_long', () => ({ endsOn: inDays(90) })],
    ['for another time', 'too_far_off', () => ({ startsOn: inDays(800), endsOn: inDays(801) })],
  ])('are refused %s', async (_how, because, more) => {
    const trip = { accountId: alice.id, placeId: lyon.id, shared: true }
    const days = { startsOn: inDays(2), endsOn: inDays(3) }
    expect(await world.journal.planTrip({ ...trip, ...days, ...more() })).toEqual({ ok: false, because })
  })

  it('are twenty at most: whoever plans to be everywhere learns where everybody will be', async () => {
    for (let n = 1; n <= 20; n++) await plan(alice, lyon, [n, n])
    await expect(plan(alice, lyon, [30, 30])).rejects.toThrow('too_many')
  })

  it('that are cancelled make no room for looking from town to town', async () => {
    const look = async () => {
      const { id } = await plan(cara, lyon, [5, 6])
      await world.journal.cancelTrip(id, cara.id)
    }
    // What was planned before counts no more.
    world.clock.advance(11 * 86_400_000)
    for (let n = 0; n < 40; n++) await look()
    await expect(look()).rejects.toThrow('too_many')
    world.clock.advance(86_400_000)
    await look()
  })
})
