import { describe, expect, it } from 'vitest'
import { relativeTime } from './relative-time.ts'

const NOW = new Date(2026, 8, 19, 12, 0).getTime()
const ago = (minutes: number) => relativeTime(NOW - minutes * 60_000, NOW)

describe('relativeTime', () => {
  it('says now for less than a minute and for clocks that run ahead', () => {
    expect(ago(0.9)).toBe('now')
    expect(ago(-5)).toBe('now')
  })

  it('counts minutes, hours and days, rounding down', () => {
    expect(ago(1)).toBe('1 min')
    expect(ago(59.9)).toBe('59 min')
    expect(ago(60)).toBe('1 h')
    expect(ago(24 * 60 - 1)).toBe('23 h')
    expect(ago(24 * 60)).toBe('yesterday')
    expect(ago(2 * 24 * 60)).toBe('2 d')
    expect(ago(6.9 * 24 * 60)).toBe('6 d')
  })

  it('names the date after a week, and the year when it is another', () => {
    expect(relativeTime(new Date(2026, 7, 1).getTime(), NOW)).toBe('1 Aug')
    expect(relativeTime(new Date(2025, 7, 1).getTime(), NOW)).toBe('1 Aug 2025')
  })
})
