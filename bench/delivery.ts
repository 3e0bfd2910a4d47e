import { measureRsa } from './limits.ts'
import { ratio } from './measure.ts'
import { startReceiver } from './receiver.ts'
import { type BenchServer, startBenchServer } from './server.ts'

type Receiver = Awaited<ReturnType<typeof startReceiver>>

const sustainedPosts = 120

/** Last arrival of one post at 50 shared and at 200 personal inboxes, and deliveries a second; beside RSA of one core. */
export async function benchDelivery(): Promise<void> {
  await using server = await startBenchServer()
  await using receiver = await startReceiver()
  const shared = await server.person('shared')
  const personal = await server.person('personal')
  await addFollowers(server, receiver, shared.id, { count: 50, isShared: true, from: 100_000 })
  await addFollowers(server, receiver, personal.id, { count: 200, isShared: false, from: 200_000 })
  // The first ones open connections and load keys.
  await deliver(server, receiver, { token: shared.token, posts: 2, inboxes: 50 })
  await deliver(server, receiver, { token: personal.token, posts: 2, inboxes: 200 })
  for (const [name, token, inboxes] of [
    ['50 shared inboxes', shared.token, 50],
    ['200 personal inboxes', personal.token, 200],
  ] as const) {
    const times: number[] = []
    for (let n = 0; n < 5; n++)
      times.push((await deliver(server, receiver, { token, posts: 1, inboxes })).last)
    times.sort((a, b) => a - b)
    process.stdout.write(
      `${`one post to ${name}, last arrival`.padEnd(44)} ${times[2]} ms (${times[0]} to ${times[4]})\n`,
    )
  }
  const [before, receivedBefore] = [await server.cpu(), await receiver.arrivals()]
  const deliveries = sustainedPosts * 200
  const sustained = await deliver(server, receiver, {
    token: personal.token,
    posts: sustainedPosts,
    inboxes: 200,
  })
  const [after, receivedAfter] = [await server.cpu(), await receiver.arrivals()]
  const perSecond = (deliveries * 1000) / sustained.spread
  process.stdout.write(`${'sustained deliveries'.padEnd(44)} ${perSecond.toFixed(0).padStart(7)}/s\n`)
  process.stdout.write(
    `CPU a delivery: ${(((after.server - before.server) * 1000) / deliveries).toFixed(2)} ms server, ` +
      `${(((after.database - before.database) * 1000) / deliveries).toFixed(2)} ms database, ` +
      `${((receivedAfter.cpuMs - receivedBefore.cpuMs) / deliveries).toFixed(2)} ms receivers\n`,
  )
  process.stdout.write(`server memory after the load: ${(await server.memory()).toFixed(0)} MiB\n`)
  const rsa = measureRsa()
  process.stdout.write(`limit: RSA-2048 of one core: ${rsa.signs.toFixed(0)} signs/s\n`)
  ratio('deliveries by the RSA sign limit', perSecond / rsa.signs)
}

/** Publishes posts one after another, and waits until each has come everywhere. Times in milliseconds. */
async function deliver(
  server: BenchServer,
  receiver: Receiver,
  { token, posts, inboxes }: { token: string; posts: number; inboxes: number },
): Promise<{ last: number; spread: number }> {
  await receiver.reset()
  const begun = Date.now()
  for (let n = 0; n < posts; n++) {
    const answer = await fetch(`${server.origin}/api/v1/statuses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ status: `Post ${n} about the weather, as people write them.` }),
    })
    if (!answer.ok) throw new Error(`Not published: ${answer.status}`)
  }
  const { first, last } = await untilArrived(receiver, posts * inboxes)
  return { last: last - begun, spread: last - first }
}

async function untilArrived(receiver: Receiver, count: number) {
  for (let attempt = 0; attempt < 4000; attempt++) {
    const arrivals = await receiver.arrivals()
    if (arrivals.count >= count) return arrivals
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('Not everything was delivered.')
}

/** Remote followers, straight into the tables; each on a host of its own where the inbox is shared, else ten on one. */
async function addFollowers(
  server: BenchServer,
  receiver: Receiver,
  followedId: string,
  { count, isShared, from }: { count: number; isShared: boolean; from: number },
): Promise<void> {
  for (let n = 0; n < count; n++) {
    const host = `127.1.${isShared ? 1 : 2}.${1 + (isShared ? n : n % 20)}:${receiver.port}`
    const id = from + n
    const uri = `http://${host}/users/follower${id}`
    await server.sql`
      insert into accounts (id, username, domain, locked, uri, url, inbox_url, shared_inbox_url)
      values (
        ${id}, ${`follower${id}`}, ${host}, false, ${uri}, ${uri}, ${`${uri}/inbox`},
        ${isShared ? `http://${host}/inbox` : null}
      )
    `
    await server.sql`
      insert into follows (id, follower_id, followed_id, state, follower_local)
      values (${id}, ${id}, ${followedId}, 'accepted', false)
    `
  }
}
