import { expect, it } from 'vitest'
import { startFaultyProxy } from '#kit/faulty-proxy.ts'
import type { Actor, History } from '../../history/index.ts'
import { checkers } from '../index.ts'
import type { DefectName } from './defects.ts'
import { openStage, type Stage } from './stage.ts'

/** What these do wrong shows after a kill -9. */
const isForgetful: ReadonlySet<DefectName> = new Set(['the consumer acknowledges before its effects'])

// One story, played on the true server and on servers that are wrong in one way each.

async function play(defect?: DefectName): Promise<History> {
  await using network = await startFaultyProxy(7)
  await using stage = await openStage(defect, (port) => {
    network.leadTo(port)
    return network.port
  })
  network.become('good')
  await publishAndReact(stage)
  network.become('bad')
  await publishThroughBadNetwork(stage)
  network.become('good')
  await stage.untilHandled()
  if (defect === undefined || isForgetful.has(defect)) {
    await stage.server.kill()
    await stage.server.start()
  }
  return await stage.finish()
}

async function publishAndReact({ server, ada, bea, cid, untilHandled }: Stage): Promise<void> {
  const place = await createPlace(server.origin, ada)
  const must = async (actor: Actor, ...[act, text]: Parameters<Actor['perform']>) => {
    const done = await actor.perform(act, text)
    if (done.outcome !== 'ok') throw new Error(`${act.kind}: ${done.outcome}`)
    return done.op
  }
  const post = (actor: Actor, more: { replyTo?: number; place?: string } = {}) =>
    must(actor, { kind: 'post', visibility: 'public', ...more }, 'Hello')
  for (const fan of [bea, cid]) await must(fan, { kind: 'follow', whom: 'ada@one' })
  await must(ada, { kind: 'follow', whom: 'cid@one' })
  const first = await post(ada)
  const second = await post(ada, { place })
  const third = await post(ada)
  await must(bea, { kind: 'list', list: 'posts of', whom: 'ada@one', limit: 20 })
  for (const fan of [bea, cid]) await must(fan, { kind: 'like', post: first })
  await must(cid, { kind: 'unlike', post: first })
  await must(bea, { kind: 'boost', post: second })
  await post(bea, { replyTo: first })
  await post(cid)
  await untilHandled()
  await must(ada, { kind: 'delete', post: third })
  await must(ada, { kind: 'block', whom: 'cid@one' })
}

/** Some of these are done and their answer is lost: they are asked for again, with the same key. */
async function publishThroughBadNetwork({ ada }: Stage): Promise<void> {
  for (let count = 0; count < 5; count++) {
    await ada.perform({ kind: 'post', visibility: 'public' }, 'Are you there?')
  }
}

async function createPlace(origin: string, { person }: Actor): Promise<string> {
  const answer = await fetch(`${origin}/api/cairn/v1/places`, {
    method: 'POST',
    headers: { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Pier', latitude: 53.5, longitude: 10 }),
  })
  return ((await answer.json()) as { id: string }).id
}

it('finds nothing wrong with the true build', async () => {
  const history = await play()
  const verdicts = Object.values(checkers).map((check) => check(history))
  expect(verdicts.filter(({ holds }) => !holds)).toEqual([])
  expect(verdicts.filter(({ examined }) => examined === 0)).toEqual([])
})

it.each<[DefectName, keyof typeof checkers]>([
  ['likes are counted without their row', 'nothingLost'],
  ['the idempotency key is ignored', 'nothingInvented'],
  ['the consumer acknowledges before its effects', 'homeOnce'],
  ['rows of home are there twice', 'homeOnce'],
  ['a deletion marks nothing', 'deletesAndBlocksWin'],
  ['a block lets the follow stand', 'deletesAndBlocksWin'],
])('where %s, %s says so', async (defect, checker) => {
  const history = await play(defect)
  const { holds, faults } = checkers[checker](history)
  expect(holds).toBe(false)
  expect(faults.length).toBeGreaterThan(0)
})
