import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import { type Post, postPublished } from '#domain/posts/index.ts'
import { createWebWorld, type WebWorld } from '#kit/web-world.ts'

let world: WebWorld
let author: Account
let reader: Account
let count = 0

beforeAll(async () => {
  world = await createWebWorld()
})

afterAll(() => world?.[Symbol.asyncDispose]())

beforeEach(async () => {
  count += 1
  author = await world.createUser(`author${count}`)
  reader = await world.createUser(`reader${count}`)
  await world.db.sql`
    insert into follows (id, follower_id, followed_id, state, follower_local)
    values (${count}, ${reader.id}, ${author.id}, 'accepted', true)
  `
})

/** Publishes, and lets the room react as the consumer does. */
async function publish(text: string): Promise<Post> {
  const post = await world.publish(author, text)
  const reaction = world.timelines.reactions.find(({ type }) => type === postPublished.type)
  await world.db.transact(async (tx) => reaction?.handle([{ data: { postId: post.id } }] as never, tx))
  return post
}

const rowsOf = async (account: Account) =>
  (
    await world.db.sql<{ postId: string }[]>`
      select post_id from home_timeline where account_id = ${account.id} order by post_id
    `
  ).map((row) => row.postId)

const homeOf = async (account: Account) => (await world.timelines.listHome(account.id, { limit: 40 })).ids

const idleFor = (account: Account, days: number) => world.db.sql`
  update users set last_active_at = ${new Date(world.clock.now() - days * 86_400_000)}
  where account_id = ${account.id}
`

it('shortens a home to its newest 800 rows', async () => {
  await world.db.sql`
    insert into home_timeline (account_id, post_id, author_id)
    select ${reader.id}, n, ${author.id} from generate_series(1, 900) as n
  `
  expect(await world.timelines.tendHomes()).toBe(100)
  const left = await rowsOf(reader)
  expect([left.length, left.includes('100'), left.includes('101')]).toEqual([800, false, true])
})

it('leaves a home alone that was read within the month', async () => {
  const post = await publish('Seen')
  await idleFor(reader, 29)
  await world.timelines.tendHomes()
  expect(await rowsOf(reader)).toEqual([post.id])
})

it('fills no home that nobody has read for a month, and all of it for who comes back', async () => {
  const before = await publish('Before')
  await idleFor(reader, 31)
  await world.timelines.tendHomes()
  const meanwhile = await publish('Meanwhile')
  expect(await rowsOf(reader)).toEqual([])
  expect(await homeOf(reader)).toEqual([meanwhile.id, before.id])
  const after = await publish('After')
  expect(await rowsOf(reader)).toContain(after.id)
  expect((await homeOf(reader))[0]).toBe(after.id)
})

it('shows who comes back no direct post and no answer to strangers', async () => {
  await idleFor(reader, 31)
  await world.timelines.tendHomes()
  const stranger = await world.createUser(`stranger${count}`)
  const theirs = await world.publish(stranger, 'Hello')
  await world.publish(author, `@stranger${count} between us`, { visibility: 'direct' })
  await world.publish(author, `@stranger${count} an answer`, { replyToId: theirs.id })
  const plain = await world.publish(author, 'For all')
  expect(await homeOf(reader)).toEqual([plain.id])
})

it('fills a home again whose filling was cut off', async () => {
  const post = await publish('Found again')
  await world.db.sql`delete from home_timeline where account_id = ${reader.id}`
  await world.db.sql`insert into dormant_homes (account_id, state) values (${reader.id}, 'waking')`
  expect(await homeOf(reader)).toEqual([post.id])
  expect(await world.db.sql`select 1 from dormant_homes where account_id = ${reader.id}`).toHaveLength(0)
})
