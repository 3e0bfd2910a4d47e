import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { Place } from '#domain/places/index.ts'
import { createWebWorld, type WebWorld } from '#kit/web-world.ts'

const day = 86_400_000
const flore = { latitude: 48.854149, longitude: 2.332646 }
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
let stranger: Account
let cafe: Place
let bar: Place
let clinic: Place

beforeAll(async () => {
  world = await createWebWorld()
  ;[alice, friend, stranger] = (await Promise.all(
    ['alice', 'friend', 'stranger'].map((name) => world.createUser(name)),
  )) as [Account, Account, Account]
  await follow(friend, alice)
  await follow(alice, friend)
  const venue = { ...flore, createdBy: alice.id }
  cafe = await world.addVenue({ ...venue, name: 'Café de Flore', category: 'amenity=cafe' })
  bar = await world.addVenue({
    ...venue,
    name: 'Bar du Coin',
    category: 'amenity=bar',
    latitude: 43.3,
    longitude: 5.4,
  })
  clinic = await world.addVenue({ ...venue, name: 'Clinique', category: 'amenity=clinic' })
  await world.db.sql`update places set country = 'FR'`
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(async () => {
  await world.db.sql`truncate checkins, checkin_preferences`
})

async function follow(follower: Account, followed: Account): Promise<void> {
  const pair = { followerId: follower.id, followedId: followed.id }
  await world.relationships.requestFollow(pair)
  await world.relationships.acceptFollow(pair)
}

const always = (timeZone = 'UTC') => ({ from: new Date(0), until: new Date(Date.UTC(9999, 0)), timeZone })
const daysAgo = (days: number) => new Date(world.clock.now() - days * day)

describe('a journal', () => {
  it('lists visits in the order of arrival, also those that were told later', async () => {
    await world.checkIn(alice, cafe, { text: 'now' })
    await world.checkIn(alice, bar, { text: 'told later', arrivedAt: daysAgo(3) })
    await world.checkIn(alice, clinic, { text: 'private', visibility: 'direct', arrivedAt: daysAgo(1) })
    await world.checkIn(stranger, cafe)
    const all = await world.journal.listVisits(alice.id, {}, 10)
    expect(all.map((visit) => visit.note)).toEqual(['now', 'private', 'told later'])
    const [first] = all
    expect(
      (await world.journal.listVisits(alice.id, { before: first }, 1)).map((visit) => visit.note),
    ).toEqual(['private'])
  })

  it('keeps the true place of a vague check-in', async () => {
    await world.checkIn(alice, cafe, { precision: 'country' })
    expect(await world.journal.listVisits(alice.id, {}, 10)).toMatchObject([{ placeId: cafe.id }])
  })

  it('is searched by names and notes, taken literally', async () => {
    await world.checkIn(alice, cafe, { text: '100% flat white' })
    await world.checkIn(alice, bar, { text: 'a beer' })
    const search = async (text: string) =>
      (await world.journal.listVisits(alice.id, { text }, 10)).map((visit) => visit.placeId)
    expect(await search('flore')).toEqual([cafe.id])
    expect(await search('beer')).toEqual([bar.id])
    expect(await search('100%')).toEqual([cafe.id])
    expect(await search('_')).toEqual([])
  })

  it('counts days where the person is, not where the server is', async () => {
    await world.checkIn(alice, cafe, { arrivedAt: new Date('2025-12-31T23:30:00Z') })
    const days = (zone: string) => world.journal.listDays(alice.id, always(zone))
    expect(await days('UTC')).toEqual([{ day: '2025-12-31', visits: 1 }])
    expect(await days('Europe/Paris')).toEqual([{ day: '2026-01-01', visits: 1 }])
  })

  it('remembers this day of earlier years, and not today', async () => {
    const today = new Date(world.clock.now())
    const lastYear = new Date(
      Date.UTC(today.getUTCFullYear() - 1, today.getUTCMonth(), today.getUTCDate(), 12),
    )
    const post = await world.checkIn(alice, cafe, { arrivedAt: lastYear })
    await world.checkIn(alice, cafe)
    await world.checkIn(alice, cafe, { arrivedAt: new Date(lastYear.getTime() - 5 * day) })
    const found = await world.journal.listAnniversaries(alice.id, 'UTC')
    expect(found.map((visit) => visit.postId)).toEqual([post.id])
  })

  it('is summed up with places, countries, stickers and hours', async () => {
    for (const days of [1, 2, 3, 4, 5]) await world.checkIn(alice, cafe, { arrivedAt: daysAgo(days) })
    await world.checkIn(alice, bar, { arrivedAt: daysAgo(2) })
    const summary = await world.journal.summarise(alice.id, always())
    expect(summary).toMatchObject({
      visits: 6,
      places: 2,
      countries: [{ country: 'FR', name: 'France', visits: 6 }],
      categories: [
        { category: 'amenity=cafe', level: 2, visits: 5, next: 15 },
        { category: 'amenity=bar', level: 1, visits: 1, next: 5 },
      ],
    })
    expect(summary.top[0]).toMatchObject({ place: { name: 'Café de Flore' }, total: { visits: 5, days: 5 } })
    expect(summary.hours.reduce((sum, hour) => sum + hour.visits, 0)).toBe(6)
  })

  it('is drawn with far places apart and near ones together', async () => {
    await world.checkIn(alice, cafe)
    await world.checkIn(alice, clinic)
    await world.checkIn(alice, bar)
    const shape = async (zoom: number) =>
      (await world.journal.drawOwnMap(alice.id, always(), zoom)).map(({ places, name }) => [places, name])
    expect(await shape(0)).toContainEqual([2, null])
    expect(new Set(await shape(5))).toEqual(
      new Set([
        [1, 'Bar du Coin'],
        [2, null],
      ]),
    )
    expect(await shape(20)).toHaveLength(3)
  })
})

describe('the mayor of a place', () => {
  const visit = async (account: Account, place: Place, days: number, more = {}) => {
    for (let index = 1; index <= days; index++) {
      await world.checkIn(account, place, { arrivedAt: daysAgo(index), ...more })
    }
  }

  it('is who was there on the most days, for friends alone', async () => {
    await visit(alice, cafe, 3)
    await visit(friend, cafe, 2)
    await world.checkIn(friend, cafe)
    await world.checkIn(friend, cafe)
    expect(await world.journal.findMayor(cafe.id, friend.id)).toMatchObject({ accountId: alice.id, days: 3 })
    expect(await world.journal.findMayor(cafe.id, stranger.id)).toBeUndefined()
    expect(await world.journal.findMayor(cafe.id, undefined)).toBeUndefined()
  })

  it('is known to strangers when the mayor agreed, and what is public makes the same mayor', async () => {
    await world.checkins.updatePreferences(alice.id, { ...preferNothing, mayorPublic: true })
    await visit(alice, cafe, 3)
    expect(await world.journal.findMayor(cafe.id, undefined)).toMatchObject({ accountId: alice.id })
    await visit(friend, cafe, 5, { visibility: 'followers' })
    expect(await world.journal.findMayor(cafe.id, undefined)).toBeUndefined()
    expect(await world.journal.findMayor(cafe.id, alice.id)).toMatchObject({ accountId: friend.id, days: 5 })
  })

  it('is not known to somebody whom the mayor blocks', async () => {
    await world.checkins.updatePreferences(alice.id, { ...preferNothing, mayorPublic: true })
    await visit(alice, cafe, 2)
    const pair = { blockerId: alice.id, blockedId: stranger.id }
    await world.relationships.blockAccount(pair)
    expect(await world.journal.findMayor(cafe.id, stranger.id)).toBeUndefined()
    await world.relationships.unblockAccount(pair)
  })

  it('has none at a sensitive place, by vague check-ins, by secret ones, or after sixty days', async () => {
    await visit(alice, clinic, 3, { visibility: 'followers' })
    expect(await world.journal.findMayor(clinic.id, friend.id)).toBeUndefined()
    await visit(alice, bar, 3, { visibility: 'direct' })
    expect(await world.journal.findMayor(bar.id, friend.id)).toBeUndefined()
    await visit(friend, cafe, 3, { precision: 'city' })
    expect(await world.journal.findMayor(cafe.id, alice.id)).toBeUndefined()
    await world.db.sql`truncate checkins`
    await world.checkIn(alice, cafe, { arrivedAt: daysAgo(61) })
    await world.checkIn(alice, cafe, { arrivedAt: daysAgo(62) })
    expect(await world.journal.findMayor(cafe.id, friend.id)).toBeUndefined()
  })

  it('wears crowns that friends see', async () => {
    await visit(alice, cafe, 2)
    expect(await world.journal.listCrowns(alice.id, friend.id)).toMatchObject([
      { place: { id: cafe.id }, days: 2 },
    ])
    expect(await world.journal.listCrowns(alice.id, stranger.id)).toEqual([])
  })
})

describe('games among friends', () => {
  it('rank the week, with more for new places and nothing for sensitive or secret ones', async () => {
    await world.checkIn(alice, cafe)
    await world.checkIn(alice, cafe)
    await world.checkIn(alice, clinic)
    await world.checkIn(alice, bar, { visibility: 'direct' })
    await world.checkIn(friend, cafe)
    await world.checkIn(stranger, cafe)
    expect(await world.journal.rankFriends(friend.id)).toMatchObject([
      { accountId: alice.id, points: 5, visits: 2, firsts: 1 },
      { accountId: friend.id, points: 4, visits: 1, firsts: 1 },
    ])
  })

  it('do not tell by what is missing that somebody had been there secretly', async () => {
    await world.checkIn(alice, cafe, { visibility: 'direct', arrivedAt: daysAgo(1) })
    await world.checkIn(alice, cafe)
    const [score] = await world.journal.rankFriends(friend.id)
    expect(score).toMatchObject({ accountId: alice.id, visits: 1, firsts: 1 })
  })

  it('show where friends were last, as exactly as each allows', async () => {
    await world.checkIn(alice, bar)
    const last = await world.checkIn(alice, cafe, { precision: 'city', friendsPrecision: 'cell' })
    await world.checkIn(stranger, cafe)
    const latest = await world.journal.findFriendsLatest(friend.id)
    expect(latest.map(({ postId, precision }) => [postId, precision])).toEqual([[last.id, 'cell']])
    expect(await world.journal.findFriendsLatest(stranger.id)).toEqual([])
  })

  it('find places where more happens than usually, from three people on', async () => {
    await world.checkIn(alice, cafe)
    await world.checkIn(friend, cafe)
    expect(await world.journal.listTrends(undefined, 10)).toEqual([])
    await world.checkIn(stranger, cafe)
    expect(await world.journal.listTrends(undefined, 10)).toMatchObject([
      { place: { id: cafe.id }, people: 3, rise: 4 },
    ])
    expect(await world.journal.listTrends(flore, 10)).toHaveLength(1)
    expect(await world.journal.listTrends({ latitude: -30, longitude: 10 }, 10)).toEqual([])
  })
})
