import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { History } from '../history/index.ts'
import { playIdeally, type Try } from './fixtures/ideal-server.ts'
import { checkers } from './index.ts'

const tries: fc.Arbitrary<Try[]> = fc.array(
  fc.record({
    who: fc.nat(2),
    what: fc.constantFrom<Try['what']>(
      'post',
      'post',
      'reply',
      'delete',
      'like',
      'unlike',
      'boost',
      'unboost',
      'follow',
      'follow',
      'unfollow',
      'home',
      'home',
      'look',
    ),
    which: fc.nat(8),
    answer: fc.constantFrom<Try['answer']>(
      'comes',
      'comes',
      'comes',
      'is lost',
      'is lost, and nothing was done',
    ),
  }),
  { minLength: 1, maxLength: 60 },
)

function faultsOf(history: History): string[] {
  return Object.values(checkers).flatMap((check) => check(history).faults.map(({ because }) => because))
}

it('blames no history of a server that does everything right', () => {
  fc.assert(
    fc.property(tries, (list) => {
      expect(faultsOf(playIdeally(list))).toEqual([])
    }),
    { numRuns: 300 },
  )
})

it('blames the same server when it loses a post that it has acknowledged', () => {
  fc.assert(
    fc.property(tries, fc.nat(), (list, which) => {
      const history = playIdeally(list)
      const deleted = new Set(
        history.operations.flatMap(({ act }) => (act.kind === 'delete' ? act.post : [])),
      )
      const kept = history.operations.filter(
        ({ id, act, outcome }) => act.kind === 'post' && outcome === 'ok' && !deleted.has(id),
      )
      fc.pre(kept.length > 0)
      const lost = kept[which % kept.length]?.id
      const accounts = history.accounts.map((account) => ({
        ...account,
        statuses: account.statuses.filter(({ op }) => op !== lost),
      }))
      expect(checkers.nothingLost({ ...history, accounts }).holds).toBe(false)
    }),
  )
})

it('gives the same verdict upon the same history', () => {
  fc.assert(
    fc.property(tries, (list) => {
      const [one, other] = [playIdeally(list), playIdeally(list)]
      for (const check of Object.values(checkers)) expect(check(one)).toEqual(check(other))
    }),
    { numRuns: 50 },
  )
})
