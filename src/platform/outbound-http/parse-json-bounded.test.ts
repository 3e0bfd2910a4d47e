import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJsonBounded } from './parse-json-bounded.ts'

describe('parseJsonBounded', () => {
  it('takes nesting up to the cap and refuses one level more', () => {
    expect(parseJsonBounded('[{"a":[1]}]', { maxDepth: 3 })).toEqual({ ok: true, value: [{ a: [1] }] })
    expect(parseJsonBounded('[{"a":[1]}]', { maxDepth: 2 })).toEqual({ ok: false, because: 'too-deep' })
  })

  it('does not count brackets inside strings, escaped quotes included', () => {
    expect(parseJsonBounded(String.raw`{"a":"[[[\"[[\\"}`, { maxDepth: 1 }).ok).toBe(true)
  })

  it('refuses a million open brackets without parsing them', () => {
    expect(parseJsonBounded('['.repeat(1_000_000), { maxDepth: 32 })).toEqual({
      ok: false,
      because: 'too-deep',
    })
  })

  it('refuses what is not JSON', () => {
    for (const text of ['', '{', '"', '"\\', '{"a":1}}', 'nope', '\u0000']) {
      expect(parseJsonBounded(text, { maxDepth: 8 })).toEqual({ ok: false, because: 'not-json' })
    }
  })

  it('gives back any JSON value that is flat enough', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value)
        expect(parseJsonBounded(text, { maxDepth: 6 })).toEqual({
          ok: true,
          value: JSON.parse(text) as unknown,
        })
      }),
    )
  })
})
