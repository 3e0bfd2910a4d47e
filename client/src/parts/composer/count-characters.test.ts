import { describe, expect, it } from 'vitest'
import { countCharacters } from './count-characters.ts'

describe('countCharacters', () => {
  it('counts what people see as one character once', () => {
    expect(countCharacters('a👨‍👩‍👧é')).toBe(3)
  })

  it('counts a link as 23 and a remote handle without its host', () => {
    expect(countCharacters(`see https://example.org/${'x'.repeat(200)}`)).toBe(4 + 23)
    expect(countCharacters('hi @bob@far.example!')).toBe('hi @bob!'.length)
  })
})
