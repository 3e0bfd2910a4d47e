import { expect, it } from 'vitest'
import type { Act, Actor, Clients, Name, Person } from '../history/index.ts'
import { createCrowd } from './crowd.ts'
import { productionLike } from './mix.ts'

const people = Array.from({ length: 30 }, (_, index): Person => {
  const name: Name = `p${index}@one`
  return { name, username: `p${index}`, server: 'one', id: String(index), token: '' }
})

/** What a crowd asks for, answered at once: every list shows ten posts. */
async function watch(count: number, seed: number): Promise<{ who: Name; act: Act }[]> {
  const asked: { who: Name; act: Act }[] = []
  const actAs = (person: Person): Actor => ({
    person,
    async perform(act) {
      asked.push({ who: person.name, act })
      const entries = act.kind === 'list' ? Array.from({ length: 10 }, (_, op) => ({ id: `${op}`, op })) : []
      return { op: asked.length + 10, outcome: 'ok', entries }
    },
  })
  const clients: Pick<Clients, 'actAs' | 'server'> = {
    actAs,
    server: (name) => ({ name, origin: '', doors: [] }),
  }
  const places = new Map([['one', ['71', '72', '73']]])
  const crowd = createCrowd({ clients: clients as Clients, people, places, seed })
  for (let number = 0; number < count; number++) await crowd.next().run()
  return asked
}

it('reads far more than it writes, and does everything that there is to do', async () => {
  const asked = await watch(10_000, 1)
  const reads = asked.filter(({ act }) =>
    ['list', 'thread', 'look', 'relation', 'notifications'].includes(act.kind),
  )
  expect(reads.length / asked.length).toBeGreaterThan(0.85)
  const kinds = new Set(asked.map(({ act }) => act.kind))
  expect(kinds.size).toBeGreaterThan(13)
  expect(productionLike.reduce((sum, [, weight]) => sum + weight, 0)).toBe(1000)
})

it('follows the popular, nobody follows themselves, and nobody deletes what is not theirs', async () => {
  const asked = await watch(10_000, 2)
  const named = asked.flatMap(({ who, act }) => ('whom' in act ? [{ who, whom: act.whom }] : []))
  expect(named.filter(({ who, whom }) => who === whom)).toEqual([])
  const times = (name: Name) => named.filter(({ whom }) => whom === name).length
  expect(times('p0@one')).toBeGreaterThan(5 * times('p20@one'))
  const made = asked.map(({ who, act }, index) =>
    act.kind === 'post' ? ([index + 11, who] as const) : undefined,
  )
  const authors = new Map(made.filter((one) => one !== undefined))
  const deletions = asked.flatMap(({ who, act }) =>
    act.kind === 'delete' ? [[who, authors.get(act.post)]] : [],
  )
  expect(deletions.filter(([who, author]) => who !== author)).toEqual([])
})

it('does the same for the same seed', async () => {
  expect(await watch(500, 3)).toEqual(await watch(500, 3))
  expect(await watch(500, 3)).not.toEqual(await watch(500, 4))
})
