import { expect, it } from 'vitest'
import { isOlderSibling } from './is-older-sibling.ts'

it.each([
  ['https://m.example/users/a#likes/9', 'https://m.example/users/a#likes/10', true],
  ['https://m.example/users/a#likes/10', 'https://m.example/users/a#likes/9', false],
  ['https://m.example/users/a/statuses/7/activity', 'https://m.example/users/a/statuses/8/activity', true],
  ['https://m.example/users/a#likes/7', 'https://m.example/users/a#likes/7', false],
  ['https://m.example/users/a#likes/7', 'https://m.example/users/b#likes/8', false],
  ['https://m.example/acts/1-0.25', 'https://m.example/acts/1-0.75', false],
  ['https://m.example/acts/a7', 'https://m.example/acts/a8', false],
  [null, 'https://m.example/acts/8', false],
])('%s was before %s: %s', (id, than, older) => {
  expect(isOlderSibling(id, than)).toBe(older)
})
