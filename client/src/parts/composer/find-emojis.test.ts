import { expect, it } from 'vitest'
import { readEmojis } from '../../../read-emojis.ts'
import { findEmojis } from './find-emojis.ts'

const groups = await readEmojis()
const found = (wanted: string) => findEmojis(groups, wanted).map(({ text }) => text)

it('has the emoji of Unicode in groups, each once', () => {
  const all = groups.flatMap(({ emojis }) => emojis.map(({ text }) => text))
  expect(all.length).toBeGreaterThan(1800)
  expect(new Set(all).size).toBe(all.length)
  expect(groups.map(({ name }) => name)).toContain('Travel & Places')
})

it('finds by the name first, then by what people call it', () => {
  expect(found('grinning face')[0]).toBe('😀')
  expect(found('pin')).toContain('📌')
  expect(found('lol')).toContain('😂')
  expect(found('🥐')).toEqual(['🥐'])
})

it('finds words by their beginning, not by their middle', () => {
  expect(found('ocket')).not.toContain('🚀')
  expect(found('rocke')).toContain('🚀')
  expect(found('no such thing')).toEqual([])
})
