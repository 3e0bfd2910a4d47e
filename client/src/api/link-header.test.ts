import { describe, expect, it } from 'vitest'
import { parseLinkHeader, toLocalPath } from './link-header.ts'

describe('parseLinkHeader', () => {
  it('finds next and prev as Mastodon prints them', () => {
    const header =
      '<https://a.example/api/v1/x?max_id=4&limit=20>; rel="next", <https://a.example/api/v1/x?min_id=9>; rel="prev"'
    expect(parseLinkHeader(header)).toEqual({
      next: 'https://a.example/api/v1/x?max_id=4&limit=20',
      prev: 'https://a.example/api/v1/x?min_id=9',
    })
  })

  it('keeps commas and semicolons that stand inside a target', () => {
    expect(parseLinkHeader('<https://a.example/x?ids=1,2;3>; rel=next')).toEqual({
      next: 'https://a.example/x?ids=1,2;3',
    })
  })

  it('reads other parameters before rel and several relations at once', () => {
    expect(parseLinkHeader('<y>; title="a, b"; rel="next last"')).toEqual({ next: 'y', last: 'y' })
  })

  it('answers nothing for a missing or senseless header', () => {
    expect(parseLinkHeader(null)).toEqual({})
    expect(parseLinkHeader('next: /x')).toEqual({})
    expect(parseLinkHeader('<x>; foo=bar')).toEqual({})
  })
})

describe('toLocalPath', () => {
  it('drops the origin and keeps path and query', () => {
    expect(toLocalPath('https://other.example/api/v1/x?max_id=4')).toBe('/api/v1/x?max_id=4')
  })
})
