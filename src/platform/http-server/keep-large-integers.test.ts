import { expect, it } from 'vitest'
import { keepLargeIntegers } from './keep-large-integers.ts'

const read = (text: string) => keepLargeIntegers(text, JSON.parse(text))

it('keeps every digit of an id that no number can hold', () => {
  expect(read('{"home": {"last_read_id": 117672231458173057}, "ids": [117672231458173059, 7]}')).toEqual({
    home: { last_read_id: '117672231458173057' },
    ids: ['117672231458173059', 7],
  })
})

it('changes neither texts nor numbers that are exact, nor fractions', () => {
  const text = '{"status": "see [117672231458173057]", "n": 9007199254740991, "x": 1.2345678901234567}'
  expect(read(text)).toEqual(JSON.parse(text))
})
