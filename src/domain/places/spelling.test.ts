import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { nearestWords, spellingKeys } from './spelling.ts'

const word = fc.string({
  unit: fc.constantFrom(...Array.from('aeiobcdfglmnrst')),
  minLength: 5,
  maxLength: 12,
})
const slip = fc.record({
  kind: fc.constantFrom('leave out', 'add', 'replace', 'swap'),
  at: fc.nat(),
  letter: fc.constantFrom(...Array.from('aeioubcdfglmnrst')),
})

function misspell(text: string, { kind, at, letter }: { kind: string; at: number; letter: string }): string {
  const spot = at % text.length
  const [before, own = '', next = '', after] = [
    text.slice(0, spot),
    text[spot],
    text[spot + 1],
    text.slice(spot + 2),
  ]
  if (kind === 'leave out') return before + next + after
  if (kind === 'add') return before + letter + own + next + after
  return kind === 'replace' ? before + letter + next + after : before + next + own + after
}

it('finds every word again that is one slip off', () => {
  fc.assert(
    fc.property(word, slip, (meant, how) => {
      const typed = misspell(meant, how)
      const keys = new Set(spellingKeys(meant))
      expect(spellingKeys(typed).some((key) => keys.has(key))).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

it('keeps a word under few numbers', () => {
  fc.assert(
    fc.property(word, (text) => {
      expect(spellingKeys(text).length).toBeLessThanOrEqual(16)
    }),
  )
})

it('puts what is nearer first, and what begins alike before the rest', () => {
  expect(nearestWords('starbuks', ['starbucks', 'starboks', 'markets', 'tarbuks'], 5)).toEqual([
    'starboks',
    'starbucks',
    'tarbuks',
  ])
})

it('corrects neither short words nor numbers', () => {
  expect(spellingKeys('bar')).toEqual([])
  expect(spellingKeys('gate12')).toEqual([])
  expect(nearestWords('bar', ['bor', 'ba'], 5)).toEqual([])
})
