import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { isEmptyQuery, parseQuery } from './parse-query.ts'
import { segmentWords } from './segment-words.ts'

it('takes operators out of the words, in any order', () => {
  const query = parseQuery(
    'coffee from:@Bob@far.example -has:video "two words" language:de is:reply in:library',
  )
  expect(query).toMatchObject({
    from: [{ value: '@bob@far.example', excluded: false }],
    has: [{ value: 'video', excluded: true }],
    is: [{ value: 'reply', excluded: false }],
    languages: [{ value: 'de', excluded: false }],
    within: 'library',
  })
  expect(query.words.split(/\s+/)).toEqual(['coffee', '"two', 'words"'])
})

it('knows days: before is earlier, after is later, during is the day itself', () => {
  const day = Date.UTC(2026, 0, 2)
  expect(parseQuery('before:2026-01-02')).toMatchObject({ since: undefined, until: day })
  expect(parseQuery('after:2026-01-02')).toMatchObject({ since: day + 86_400_000, until: undefined })
  expect(parseQuery('during:2026-01-02')).toMatchObject({ since: day, until: day + 86_400_000 })
  expect(parseQuery('after:2026-01-02 before:2026-01-05 before:2026-01-04')).toMatchObject({
    since: day + 86_400_000,
    until: day + 2 * 86_400_000,
  })
  expect(isEmptyQuery(parseQuery('before:yesterday'))).toBe(true)
})

it('takes a place with spaces in quotes', () => {
  expect(parseQuery('near:"New York" pizza')).toMatchObject({ near: 'new york', words: 'pizza' })
})

it('leaves alone what merely looks like an operator', () => {
  expect(parseQuery('re:view https://from:me@x.example').words).toBe('re:view https://from:me@x.example')
})

it('divides scripts that have no spaces, so that any part is found', () => {
  const text = segmentWords('東京タワー', 'text').trim().split(/\s+/)
  for (const part of ['東京', 'タワー', '京']) {
    for (const word of segmentWords(part, 'question').trim().split(/\s+/)) expect(text).toContain(word)
  }
  expect(segmentWords('plain words', 'text')).toBe('plain words')
})

it('takes a dash for a "not" only where something is excluded', () => {
  const wordsOf = (text: string) => parseQuery(text).words.split(/\s+/)
  expect(wordsOf(`tea ${'-'.repeat(100)}milk - well-made -"sugar cube" ${'-('.repeat(50)}`)).toEqual([
    'tea',
    '-milk',
    'well-made',
    '-"sugar',
    'cube"',
    ...Array.from({ length: 50 }, () => '('),
  ])
})

it('bears any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      expect(parseQuery(text).from.length).toBeLessThanOrEqual(20)
    }),
  )
})
