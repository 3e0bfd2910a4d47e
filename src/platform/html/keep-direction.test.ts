import { expect, it } from 'vitest'
import { keepDirection } from './index.ts'

it('lets no name turn round what stands beside it', () => {
  expect(keepDirection('Bank\u202e (moc.knab@) \u2067x')).toBe('Bank (moc.knab@) x')
  expect(keepDirection('\u200fعلي\u200e')).toBe('\u200fعلي\u200e')
})
