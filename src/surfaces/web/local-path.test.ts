import { expect, it } from 'vitest'
import { localPath } from './local-path.ts'

const origin = 'https://social.example'

it.each([
  ['/', '/'],
  ['/home?x=1#y', '/home?x=1#y'],
  [
    '/oauth/authorize?redirect_uri=https%3A%2F%2Fapp.example%2F',
    '/oauth/authorize?redirect_uri=https%3A%2F%2Fapp.example%2F',
  ],
  ['/a/../b', '/b'],
])('sends on to %s', (text, path) => {
  expect(localPath(text, origin)).toBe(path)
})

it.each([
  '',
  'home',
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '\\\\evil.example/',
  '/\t/evil.example/',
  '/\n//evil.example',
  '/.//evil.example/',
  '/..//evil.example/',
  '/x/..//evil.example/',
  'javascript:alert(1)',
  ' /evil',
  `/${'x'.repeat(9000)}`,
])('never leads away with %j', (text) => {
  expect(localPath(text, origin)).toBe('/')
})
