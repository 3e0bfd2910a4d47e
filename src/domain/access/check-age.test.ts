import { expect, it } from 'vitest'
import { checkAge } from './check-age.ts'

const now = new Date('2026-03-01T12:00:00Z')
const because = (born: string | undefined, minAge = 16) => checkAge(born, minAge, now)[0]?.because

it('lets in from the birthday on', () => {
  expect(because('2010-03-01')).toBeUndefined()
  expect(because('2010-03-02')).toBe('too-young')
  // Who was born on a leap day is a year older on 1 March.
  expect(because('2008-02-29', 18)).toBeUndefined()
})

it('wants a date that there is', () => {
  expect(because(undefined)).toBe('missing')
  expect(because(' ')).toBe('missing')
  for (const wrong of ['2010-02-30', '01.03.2010', '2010-3-1', '0000-00-00', 'yesterday'])
    expect([wrong, because(wrong)]).toEqual([wrong, 'invalid'])
})

it('asks nobody where there is no limit', () => {
  expect(because(undefined, 0)).toBeUndefined()
})
