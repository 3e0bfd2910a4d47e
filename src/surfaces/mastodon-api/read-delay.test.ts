import { expect, it } from 'vitest'
import { readDelay } from './read-delay.ts'

const hours = (text: string | undefined) => {
  const at = readDelay(text, 0)
  return at && at.getTime() / 3_600_000
}

it.each([
  [undefined, undefined],
  ['now', undefined],
  ['0', undefined],
  ['2', 2],
  ['2h', 2],
  ['PT36H', 36],
  ['tomorrow', 24],
  ['leave', 24],
])('reads %s', (text, expected) => {
  expect(hours(text)).toBe(expected)
})

it.each(['soon', '-1', '1.5h', '999h', 'PT', '0h'])('refuses %s', (text) => {
  expect(() => readDelay(text, 0)).toThrow('delay must be')
})
