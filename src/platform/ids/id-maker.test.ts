import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createIdMaker, idTime, keepAfter, parseId } from './index.ts'

const noon = Date.UTC(2026, 5, 1, 12)

/** A maker, and the hands of its clock. */
function makerAt(now: number, workerId = 1) {
  const clock = { time: now }
  const ids = createIdMaker({ now: () => clock.time }, workerId)
  return { clock, ids }
}

it('is time, worker and counter, as Mastodon lays ids out', () => {
  const { ids } = makerAt(noon, 5)
  const [first, second] = [BigInt(ids.next()), BigInt(ids.next())]
  expect(first >> 16n).toBe(BigInt(noon))
  expect((first >> 6n) & 1023n).toBe(5n)
  expect([first & 63n, second & 63n]).toEqual([0n, 1n])
})

it('grows with every id, whatever the clock does', () => {
  const steps = fc.array(fc.integer({ min: -5000, max: 5000 }), { minLength: 1, maxLength: 300 })
  fc.assert(
    fc.property(steps, (script) => {
      const { clock, ids } = makerAt(noon)
      let last = 0n
      for (const step of script) {
        clock.time += step
        const id = BigInt(ids.next())
        expect(id).toBeGreaterThan(last)
        last = id
      }
    }),
  )
})

it('borrows from the next milliseconds when one is full, and returns to the clock', () => {
  const { clock, ids } = makerAt(noon)
  const burst = Array.from({ length: 200 }, () => ids.next())
  expect(new Set(burst).size).toBe(200)
  expect(idTime(burst.at(-1) ?? '')).toBe(noon + 3)
  clock.time += 1000
  expect(idTime(ids.next())).toBe(noon + 1000)
})

it('never makes the id of another worker, though all clocks stand at the same millisecond', () => {
  const all = new Set<string>()
  for (let workerId = 0; workerId < 1024; workerId++) {
    const { ids } = makerAt(noon, workerId)
    for (let n = 0; n < 70; n++) all.add(ids.next())
  }
  expect(all.size).toBe(1024 * 70)
})

it('sorts by length and text as by number, which is how apps sort', () => {
  const times = fc.array(fc.integer({ min: 0, max: 2 ** 46 }), { minLength: 2 })
  fc.assert(
    fc.property(times, (list) => {
      const ids = list.map((time) => makerAt(time).ids.next())
      const byText = ids.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))
      const byNumber = ids.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
      expect(byText).toEqual(byNumber)
    }),
  )
})

it('fits a signed 64-bit integer for the next thousand years', () => {
  const { ids } = makerAt(Date.UTC(3000, 0), 1023)
  expect(BigInt(ids.next())).toBeLessThan(2n ** 63n)
})

it('makes ids of another time for facts that happened elsewhere', () => {
  const { ids } = makerAt(noon)
  expect(idTime(ids.at(noon - 86_400_000 + 0.7))).toBe(noon - 86_400_000)
})

it('keeps what answers after what it answers, whatever the clocks say', () => {
  const [ahead, behind] = [makerAt(noon + 5000).ids, makerAt(noon).ids]
  const question = ahead.next()
  const answer = keepAfter(behind, behind.next(), question)
  expect(BigInt(answer)).toBeGreaterThan(BigInt(question))
  expect(idTime(answer)).toBe(noon + 5001)
  const later = ahead.next()
  expect(keepAfter(behind, later, question)).toBe(later)
  expect(keepAfter(behind, later, undefined)).toBe(later)
})

it.each([-1, 1024, 1.5, Number.NaN])('refuses the worker id %s', (workerId) => {
  expect(() => createIdMaker({ now: () => noon }, workerId)).toThrow(RangeError)
})

it('reads from outside only what can be an id', () => {
  const { ids } = makerAt(noon)
  const id = ids.next()
  expect(parseId(id)).toBe(id)
  expect(parseId('9223372036854775807')).toBe('9223372036854775807')
  for (const text of [
    undefined,
    '',
    '0',
    '-1',
    '1.0',
    '1e3',
    ' 1',
    '01',
    '٣',
    '9223372036854775808',
    '1'.repeat(40),
  ]) {
    expect(parseId(text)).toBeUndefined()
  }
})
