import * as fc from 'fast-check'
import { type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { expect, it } from 'vitest'
import { coerce } from './coerce.ts'

const one = (schema: TSchema, value: unknown) =>
  (coerce(Type.Object({ it: schema }), { it: value }) as { it: unknown }).it

it.each([
  ['1', true],
  ['true', true],
  ['TRUE', true],
  ['on', true],
  ['0', false],
  ['false', false],
  ['off', false],
  [1, true],
  [0, false],
  ['perhaps', 'perhaps'],
])('reads the truth of %j as %j', (given, expected) => {
  expect(one(Type.Boolean(), given)).toBe(expected)
})

it.each([
  ['12', 12],
  ['-1.5', -1.5],
  [12, 12],
  ['twelve', 'twelve'],
  ['Infinity', 'Infinity'],
])('reads the number of %j as %j', (given, expected) => {
  expect(one(Type.Number(), given)).toBe(expected)
})

it.each([
  [
    ['a', 'b'],
    ['a', 'b'],
  ],
  ['a', ['a']],
  ['', []],
  [{ 0: 'a', 1: 'b' }, ['a', 'b']],
  [
    [1, true],
    ['1', 'true'],
  ],
])('reads the list of %j as %j', (given, expected) => {
  expect(one(Type.Array(Type.String()), given)).toEqual(expected)
})

it('takes numbers and truths for text where text is expected', () => {
  expect([one(Type.String(), 7), one(Type.String(), true)]).toEqual(['7', 'true'])
})

it('keeps an empty text, and takes an empty number, truth or null for "not given"', () => {
  const schema = Type.Object({
    text: Type.String(),
    number: Type.Optional(Type.Number()),
    truth: Type.Optional(Type.Boolean()),
    other: Type.Optional(Type.String()),
  })
  expect(coerce(schema, { text: '', number: '', truth: '', other: null })).toEqual({ text: '' })
})

it('drops what the schema does not name, and what only a prototype names', () => {
  const schema = Type.Object({ a: Type.Optional(Type.String()) })
  expect(coerce(schema, JSON.parse('{ "a": "1", "b": "2", "toString": "3", "__proto__": "4" }'))).toEqual({
    a: '1',
  })
})

it('leaves no NUL and no half of a character in a text', () => {
  expect(one(Type.String(), 'a\0b\ud800c')).toBe('ab\ufffdc')
})

it('never makes a right value wrong', () => {
  const schema = Type.Object({
    text: Type.Optional(Type.String()),
    number: Type.Optional(Type.Integer()),
    truth: Type.Optional(Type.Boolean()),
    list: Type.Optional(Type.Array(Type.Integer())),
  })
  const validator = Compile(schema)
  const values = fc.record(
    {
      text: fc.string({ unit: 'grapheme' }),
      number: fc.integer(),
      truth: fc.boolean(),
      list: fc.array(fc.integer()),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(values, (value) => {
      const coerced = coerce(schema, value)
      expect(validator.Check(coerced)).toBe(true)
      expect(coerced).toEqual({ ...value, ...(value.text && { text: value.text.replaceAll('\0', '') }) })
    }),
  )
})

it('reads of a list that is too long no more than shows it', () => {
  const schema = Type.Array(Type.String(), { maxItems: 2 })
  expect(coerce(schema, [1, 2, 3, 4, 5])).toEqual(['1', '2', '3'])
  expect(coerce(schema, [1, 2])).toEqual(['1', '2'])
})
