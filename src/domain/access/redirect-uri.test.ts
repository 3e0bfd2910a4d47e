import { expect, it } from 'vitest'
import { isAllowedRedirectUri } from './redirect-uri.ts'

const origin = 'https://social.example'

it.each([
  'urn:ietf:wg:oauth:2.0:oob',
  'https://phanpy.social/',
  'https://app.example/callback?server=x',
  'com.tapbots.Ivory.10217:/request_token',
  'oauth2redirect://com.keylesspalace.tusky/',
  'icecubesapp://',
  'http://localhost:3000/done',
  'http://127.0.0.1:9999/',
  'http://[::1]:8080/',
])('lets an app be called back at %s', (uri) => {
  expect(isAllowedRedirectUri(uri, origin)).toBe(true)
})

it.each([
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  'java\nscript:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'file:///etc/passwd',
  'blob:https://social.example/1',
  'urn:ietf:wg:oauth:2.0:oob:auto',
  'https://app.example/#fragment',
  'https://user:password@app.example/',
  'http://app.example/',
  'http://localhost.evil.example/',
  '/relative',
  'app.example/callback',
  'https://',
  '',
  `https://app.example/${'x'.repeat(2000)}`,
])('refuses %s', (uri) => {
  expect(isAllowedRedirectUri(uri, origin)).toBe(false)
})

it('lets apps be called back without TLS where the server itself has none', () => {
  expect(isAllowedRedirectUri('http://app.test/', 'http://social.test')).toBe(true)
})
