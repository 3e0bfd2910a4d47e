import { expect, it } from 'vitest'
import { readSettings } from './index.ts'

function read(environment: Record<string, string>) {
  const result = readSettings(environment)
  if (!result.ok) throw new Error(result.problems.join('\n'))
  return result.settings
}

it('works with an empty environment', () => {
  expect(read({})).toMatchObject({
    origin: 'http://localhost:3000',
    port: 3000,
    roles: ['web', 'worker', 'streaming', 'federation-in', 'federation-out'],
    allowPrivatePeers: [],
  })
})

it('lists every problem at once, with name, fault and value', () => {
  const result = readSettings({ PORT: 'eighty', CAIRN_ORIGIN: 'example.org', ROLES: 'web,chef' })
  expect(result).toEqual({
    ok: false,
    problems: [
      'CAIRN_ORIGIN is not an http(s) address like https://example.org (it is "example.org").',
      'PORT must be a whole number from 0 to 65535 (it is "eighty").',
      'ROLES knows no role chef; possible: web, worker, streaming, federation-in, federation-out (it is "web,chef").',
    ],
  })
})

it('lets the origin follow the port on this machine', () => {
  expect(read({ PORT: '8080' }).origin).toBe('http://localhost:8080')
})

it('refuses an origin with a path', () => {
  expect(readSettings({ CAIRN_ORIGIN: 'https://example.org/social' }).ok).toBe(false)
})

it('takes an empty value as the default', () => {
  expect(read({ PORT: ' ' }).port).toBe(3000)
})

it('reads peers as host:port and ranges, and refuses anything else', () => {
  expect(read({ CAIRN_ALLOW_PRIVATE_PEERS: '127.0.0.1:4000, 10.1.0.0/16' }).allowPrivatePeers).toEqual([
    '127.0.0.1:4000',
    '10.1.0.0/16',
  ])
  expect(readSettings({ CAIRN_ALLOW_PRIVATE_PEERS: '127.0.0.1' }).ok).toBe(false)
})

it('reads proxies as addresses and ranges, and refuses what only looks like one', () => {
  const proxies = '127.0.0.1, 10.0.0.0/8, 2001:db8::/32'
  expect(read({ TRUST_PROXY: proxies }).trustProxy).toEqual(proxies.split(', '))
  for (const wrong of ['abc', '10.0.0.0/33', '10.0.0', '::1/129', 'fe80::1%eth0'])
    expect([wrong, readSettings({ TRUST_PROXY: wrong }).ok]).toEqual([wrong, false])
})

it('never repeats a secret in a problem', () => {
  const result = readSettings({ DATABASE_URL: 'mysql://root:hunter2@db' })
  expect(JSON.stringify(result)).not.toContain('hunter2')
})
