import { expect, it } from 'vitest'
import { canonicalEmailHash, createAddressJudge, type IpBlock, parseRange } from './address-rules.ts'

const block = (range: string, severity: IpBlock['severity']): IpBlock => ({
  id: range as IpBlock['id'],
  range,
  severity,
  comment: '',
  expiresAt: null,
  createdAt: new Date(),
})

it.each([
  ['192.0.2.7', 'no_access'],
  ['::ffff:192.0.2.7', 'no_access'],
  ['192.0.3.7', 'sign_up_block'],
  ['198.51.100.1', undefined],
  ['2001:db8::1', 'sign_up_requires_approval'],
  ['2001:db9::1', undefined],
  ['no address', undefined],
])('judges %s as %s', (address, severity) => {
  const judge = createAddressJudge([
    block('192.0.0.0/16', 'sign_up_block'),
    block('192.0.2.0/24', 'no_access'),
    block('2001:db8::/32', 'sign_up_requires_approval'),
  ])
  expect(judge(address)).toBe(severity)
})

it.each([
  ['192.0.2.7', '192.0.2.7/32'],
  ['192.0.2.0/24', '192.0.2.0/24'],
  ['2001:db8::/32', '2001:db8::/32'],
  ['192.0.2.0/33', undefined],
  ['192.0.2.0/24/1', undefined],
  ['fe80::1%eth0', undefined],
  ['example.org', undefined],
])('reads the range %s', (text, range) => {
  expect(parseRange(text)).toBe(range)
})

it('knows one mailbox, however it is written', () => {
  expect(canonicalEmailHash('Some.One+tag@Example.org')).toBe(canonicalEmailHash('someone@example.org'))
  expect(canonicalEmailHash('someone@example.com')).not.toBe(canonicalEmailHash('someone@example.org'))
})
