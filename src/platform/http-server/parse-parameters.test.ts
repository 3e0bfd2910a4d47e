import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseParameters } from './index.ts'

it.each([
  ['a=1&b=2', { a: '1', b: '2' }],
  ['media_ids[]=1&media_ids[]=2', { media_ids: ['1', '2'] }],
  ['media_ids%5B%5D=1&media_ids%5B%5D=2', { media_ids: ['1', '2'] }],
  ['types[0]=a&types[1]=b', { types: ['a', 'b'] }],
  ['source[privacy]=private&source[sensitive]=true', { source: { privacy: 'private', sensitive: 'true' } }],
  [
    'fields_attributes[0][name]=x&fields_attributes[0][value]=y',
    { fields_attributes: [{ name: 'x', value: 'y' }] },
  ],
  [
    'words[][keyword]=a&words[][whole]=1&words[][keyword]=b&words[][whole]=0',
    {
      words: [
        { keyword: 'a', whole: '1' },
        { keyword: 'b', whole: '0' },
      ],
    },
  ],
  ['words%5B%5D%5Bkeyword%5D=a&words%5B%5D%5Bkeyword%5D=b', { words: [{ keyword: 'a' }, { keyword: 'b' }] }],
  ['text=caf%C3%A9+au+lait', { text: 'café au lait' }],
  ['a=first&a=last', { a: 'last' }],
  ['?a=1', { a: '1' }],
  ['', {}],
])('reads %s', (text, expected) => {
  expect(parseParameters(text)).toEqual(expected)
})

it('reads a hundred ids and more as a list', () => {
  const ids = Array.from({ length: 150 }, (_, index) => String(index))
  const { id } = parseParameters(ids.map((value) => `id[]=${value}`).join('&'))
  expect(Object.values(id as object)).toEqual(ids)
})

it.each([
  '__proto__[admin]=1',
  'constructor[prototype][admin]=1',
  'a[__proto__][admin]=1',
  'a[constructor][prototype][admin]=1',
  '__proto__.admin=1',
])('touches no prototype: %s', (text) => {
  parseParameters(text)
  expect(Reflect.get({}, 'admin')).toBeUndefined()
})

it('is bounded in count and depth', () => {
  const many = parseParameters(Array.from({ length: 5000 }, (_, index) => `k${index}=1`).join('&'))
  expect(Object.keys(many).length).toBeLessThanOrEqual(500)
  const deep = parseParameters(`a${'[b]'.repeat(1000)}=1`)
  expect(JSON.stringify(deep).split('{').length).toBeLessThan(10)
})

it('bears any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(parseParameters(text)).toBeTypeOf('object')
    }),
  )
})
