import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDictionary } from './structured-fields.ts'

const values = (text: string): unknown =>
  [...(parseDictionary(text) ?? [])].map(([key, member]) => [
    key,
    member.kind === 'item' ? member.value.value : member.items.map((item) => item.value.value),
  ])

describe('parseDictionary', () => {
  it('reads every kind of value', () => {
    expect(
      values(String.raw`a=1, b=-2.5, c="q\"\\", d=tok/en:x, e=:aGk=:, f=?0, g, h=@7, i=("x"  "y" )`),
    ).toEqual([
      ['a', 1],
      ['b', -2.5],
      ['c', String.raw`q"\ `.trimEnd()],
      ['d', 'tok/en:x'],
      ['e', Buffer.from('hi')],
      ['f', false],
      ['g', true],
      ['h', 7],
      ['i', ['x', 'y']],
    ])
  })

  it('keeps parameters and the text that was sent', () => {
    const member = parseDictionary('x=1,  sig1=("@method";req "date");created=5;keyid="k";flag ,y=2')?.get(
      'sig1',
    )
    expect(member?.raw).toBe('("@method";req "date");created=5;keyid="k";flag')
    expect(member?.params.get('created')).toEqual({ type: 'integer', value: 5 })
    expect(member?.params.get('flag')).toEqual({ type: 'boolean', value: true })
    expect(member?.kind === 'list' && member.items[0]?.params.has('req')).toBe(true)
  })

  it('takes nothing as an empty dictionary', () => {
    expect(parseDictionary('')?.size).toBe(0)
  })

  it.each([
    'a=',
    'a=1,',
    ',a=1',
    'a=1 b=2',
    'A=1',
    'a=1, a=2',
    'a=1;b=2;b=3',
    'a="open',
    'a="b\u00e9"',
    String.raw`a="\x"`,
    'a=:no',
    'a=:a-b_:',
    'a=?2',
    'a=1234567890123456',
    'a=1.',
    'a=1.2345',
    'a=--1',
    'a=@1.5',
    'a=("x""y")',
    'a=("x"',
    'a=("x" ("y"))',
    'a=%"display"',
    '__proto__=1',
    'a=1;=2',
  ])('refuses %j', (text) => {
    expect(parseDictionary(text)).toBeUndefined()
  })

  it('refuses more entries than anybody honest sends', () => {
    const many = (count: number, entry: (n: number) => string, glue: string): string =>
      Array.from({ length: count }, (_, n) => entry(n)).join(glue)
    for (const [count, isTaken] of [
      [32, true],
      [33, false],
    ] as const) {
      expect(parseDictionary(many(count, (n) => `k${n}=1`, ',')) !== undefined).toBe(isTaken)
      expect(parseDictionary(`a=(${many(count, (n) => `"${n}"`, ' ')})`) !== undefined).toBe(isTaken)
      expect(parseDictionary(`a=1;${many(count, (n) => `k${n}`, ';')}`) !== undefined).toBe(isTaken)
    }
  })

  it('never throws, whatever comes', () => {
    const pieces = fc.constantFrom(
      'a',
      '=',
      '(',
      ')',
      '"',
      ':',
      ';',
      ',',
      ' ',
      '\t',
      '\\',
      '?1',
      '@',
      '-',
      '.',
      '1',
      'é',
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 60 }).map((all) => all.join('')),
    )
    fc.assert(
      fc.property(text, (input) => {
        const parsed = parseDictionary(input)
        expect(parsed === undefined || parsed instanceof Map).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('passes once over a megabyte of each troublesome run', () => {
    for (const [head, run, tail] of [
      ['a=', '"\\\\', 'x'],
      ['a="', '\\\\', '\n'],
      ['a="', 'x', '\n'],
      ['a=:', 'A', '!'],
      ['a=', 'a', '\n'],
      ['', 'a', '\n'],
      ['a=', '1', '\n'],
      ['a=(', ' ', '\n'],
      ['a', ' ', '\n'],
      ['a;', ' ', '\n'],
      ['a=', '(', ''],
    ] as const) {
      expect(parseDictionary(head + run.repeat(1_000_000 / run.length) + tail)).toBeUndefined()
    }
  })
})
