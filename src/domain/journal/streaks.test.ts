import { expect, it } from 'vitest'
import { countStreaks } from './streaks.ts'

it('counts weeks in a row, from Monday, whatever the order and however many visits', () => {
  const days = ['2026-01-05', '2026-01-18', '2026-01-12', '2026-01-05', '2026-02-02']
  expect(countStreaks(days, '2026-06-01')).toEqual({ current: 0, longest: 2 })
})

it('keeps a streak alive while its week can still come', () => {
  const days = ['2026-11-09', '2026-11-16']
  expect(countStreaks(days, '2026-11-24').current).toBe(2)
  expect(countStreaks(days, '2026-11-29').current).toBe(2)
  expect(countStreaks(days, '2026-11-30').current).toBe(0)
})

it('goes across the turn of a year', () => {
  expect(countStreaks(['2025-12-29', '2026-01-05', '2026-01-12'], '2026-01-13')).toEqual({
    current: 3,
    longest: 3,
  })
})

it('is nothing without a visit', () => {
  expect(countStreaks([], '2026-11-24')).toEqual({ current: 0, longest: 0 })
})
