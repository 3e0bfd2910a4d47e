import { expect, it } from 'vitest'
import { asUri, originOf } from './read-json.ts'

const addresses = [
  'https://social.example',
  'https://social.example/users/ada',
  'https://social.example?x=1',
  'https://social.example#key',
  'https://social.example:443/a',
  'http://social.example:443/a',
  'http://127.0.0.1:8080/a@b',
  'https://0x7f.1/',
  'https://social.example./a',
  'https://social.example:99999/a',
  'https://1.2.3.999/a',
  'https://a..b/a',
  'https://xn--/a',
  'https://-/a',
  'https://SOCIAL.example/a',
  'https://ada@social.example/a',
  'https://social.example:80@evil.example/a',
  'https://social.example\\@evil.example/a',
  'https://social.example\\evil.example',
  'https:social.example/a',
  'https:/social.example/a',
  'https:///social.example/a',
  'https://bücher.example/a',
  'https://[::1]/a',
  'https://social.exam\nple/a',
  ' https://social.example/a',
  'ftp://social.example/a',
  'https://',
  'mailto:ada@social.example',
  '',
]

it.each(addresses)('says of %j what the URL standard says, each time', (address) => {
  const origin = URL.parse(address)?.origin
  expect([originOf(address), originOf(address)]).toEqual([origin, origin])
})

it.each(addresses)(
  'takes %j for an address where the URL standard does, and it is http and nothing else',
  (address) => {
    const url = /^https?:\/\/\S+$/i.test(address) ? URL.parse(address) : null
    expect(asUri(address)).toBe(url?.username === '' && url.password === '' ? address : undefined)
  },
)
