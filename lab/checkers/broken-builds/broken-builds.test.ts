import { expect, it, vi } from 'vitest'
import { startFaultyProxy } from '#kit/faulty-proxy.ts'
import type { Actor, History } from '../../history/index.ts'
import { checkers } from '../index.ts'
import type { DefectName } from './defects.ts'
import { openStage, type Stage } from './stage.ts'

/** What these do wrong shows after a kill -9. */
const isForgetful: ReadonlySet<DefectName> = new Set(['the consumer acknowledges before its effects'])

// One story, played on the true server and on servers that are wrong in one way each.

vi.setConfig({ testTimeout: 120_000 })

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

type Perform = (actor: Actor, ...asked: Parameters<Actor['perform']>) => Promise<number>

const must: Perform = async (actor, act, text) => {
  const done = await actor.perform(act, text)
  if (done.outcome !== 'ok') throw new Error(`${act.kind}: ${done.outcome}`)
  return done.op
}

const post = (actor: Actor, more: { replyTo?: number; place?: string } = {}) =>
  must(actor, { kind: 'post', visibility: 'public', ...more }, 'Hello')

const readHome = (actor: Actor) => must(actor, { kind: 'list', list: 'home', limit: 20 })

async function publishAndReact({ server, ada, bea, cid, untilHandled }: Stage): Promise<void> {
  const place = await createPlace(server.origin, ada)
  for (const fan of [bea, cid]) await must(fan, { kind: 'follow', whom: 'ada@one' })
  for (const fan of [ada, bea]) await must(fan, { kind: 'follow', whom: 'cid@one' })
  await must(ada, { kind: 'relation', whom: 'cid@one' })
  await readHome(ada)
  const first = await post(ada)
  await readHome(ada)
  const second = await post(ada, { place })
  const third = await post(ada)
  await readHome(ada)
  await must(bea, { kind: 'list', list: 'posts of', whom: 'ada@one', limit: 20 })
  for (const fan of [bea, cid]) await must(fan, { kind: 'like', post: first })
  await must(cid, { kind: 'unlike', post: first })
  await must(cid, { kind: 'look', post: first })
  await must(bea, { kind: 'boost', post: second })
  await post(bea, { replyTo: first })
  await must(bea, { kind: 'thread', post: first })
  await answerAndContinue({ ada, bea, cid, untilHandled })
  await must(ada, { kind: 'delete', post: third })
  await must(ada, { kind: 'look', post: third })
  await must(ada, { kind: 'block', whom: 'cid@one' })
}

/** Bea follows both of two who talk, and looks at home after each word. */
async function answerAndContinue({
  ada,
  bea,
  cid,
  untilHandled,
}: Pick<Stage, 'ada' | 'bea' | 'cid' | 'untilHandled'>) {
  await readHome(bea)
  const word = await post(ada)
  await must(cid, { kind: 'list', list: 'posts of', whom: 'ada@one', limit: 20 })
  await untilHandled()
  await post(cid, { replyTo: word })
  await untilHandled()
  await readHome(bea)
  await post(cid)
  await untilHandled()
  for (let count = 0; count < 4; count++) await readHome(bea)
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

it.each<[DefectName, ...(keyof typeof checkers)[]]>([
  ['likes are counted without their row', 'nothingLost', 'countersConverge'],
  ['the idempotency key is ignored', 'nothingInvented'],
  ['the consumer acknowledges before its effects', 'homeOnce'],
  ['rows of home are there twice', 'homeOnce'],
  ['a deletion marks nothing', 'deletesAndBlocksWin'],
  ['a block lets the follow stand', 'deletesAndBlocksWin'],
  ['a home is read from a stale cache', 'readYourWrites'],
  ['every second read comes from a copy that lags', 'monotonicReads'],
  ['some authors are fanned out late', 'writesFollowReads'],
  ['answers are fanned out before what they answer', 'answersComeAfter'],
])('where %s, %s says so', async (defect, ...names) => {
  const history = await play(defect)
  const verdicts = names.map((name) => checkers[name](history))
  expect(verdicts.filter(({ holds }) => holds).map(({ checker }) => checker)).toEqual([])
  expect(verdicts.filter(({ faults }) => faults.length === 0)).toEqual([])
})
