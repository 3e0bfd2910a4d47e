import { expect, it } from 'vitest'
import { parseServers } from './index.ts'

it('reads several servers, and who we are', () => {
  expect(parseServers('nats://cairn:p%40ss@nats1:4222, nats://nats2')).toEqual({
    servers: ['nats1:4222', 'nats2:4222'],
    tls: false,
    user: 'cairn',
    password: 'p@ss',
  })
})

it('takes a name without a password for a token', () => {
  expect(parseServers('tls://s3cret@nats1')).toEqual({ servers: ['nats1:4222'], tls: true, token: 's3cret' })
})

it.each(['nats1:4222', 'http://nats1', 'nats://', 'nats://a,tls://b', ''])('refuses “%s”', (text) => {
  expect(parseServers(text)).toBeUndefined()
})
