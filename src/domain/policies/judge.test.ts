import { expect, it } from 'vitest'
import { createJudge, domainsAbove } from './judge.ts'
import type { DomainBlock } from './policy.ts'

const rule = (
  domain: string,
  severity: DomainBlock['severity'],
  more: Partial<DomainBlock> = {},
): DomainBlock => ({
  id: domain as DomainBlock['id'],
  domain,
  severity,
  rejectMedia: false,
  rejectReports: false,
  obfuscate: false,
  privateComment: '',
  publicComment: '',
  createdAt: new Date('2026-01-01'),
  ...more,
})
const judgeOf = (blocks: DomainBlock[], allows: string[] = [], onlyAllowed = false) =>
  createJudge({
    blocks,
    allows: allows.map((domain) => ({ id: domain as never, domain, createdAt: new Date() })),
    onlyAllowed,
    ownHosts: ['own.example'],
  })

it.each([
  ['evil.example', 'suspend'],
  ['EVIL.example', 'suspend'],
  ['evil.example:8443', 'suspend'],
  ['a.b.evil.example', 'suspend'],
  ['notevil.example', 'none'],
  ['example', 'none'],
  ['loud.example', 'limit'],
  ['deep.loud.example', 'suspend'],
])('judges %s as %s', (host, severity) => {
  const judge = judgeOf([
    rule('evil.example', 'suspend'),
    rule('loud.example', 'limit'),
    rule('deep.loud.example', 'suspend'),
  ])
  expect(judge(host).severity).toBe(severity)
})

it('adds up what several rules reject', () => {
  const judge = judgeOf([
    rule('b.example', 'none', { rejectMedia: true }),
    rule('a.b.example', 'limit', { rejectReports: true }),
  ])
  expect(judge('a.b.example')).toMatchObject({ severity: 'limit', rejectMedia: true, rejectReports: true })
  expect(judge('b.example')).toMatchObject({ severity: 'none', rejectMedia: true, rejectReports: false })
})

it('shuts out all but the allowed and itself in limited federation, and blocks among the allowed', () => {
  const judge = judgeOf([rule('bad.friend.example', 'suspend')], ['friend.example'], true)
  expect(judge('friend.example').severity).toBe('none')
  expect(judge('sub.friend.example').severity).toBe('none')
  expect(judge('bad.friend.example').severity).toBe('suspend')
  expect(judge('stranger.example')).toMatchObject({ severity: 'suspend', isBlocked: false })
  expect(judge('own.example').severity).toBe('none')
})

it('looks at a bounded number of domains above', () => {
  expect(domainsAbove(`${'a.'.repeat(200)}example`).length).toBeLessThan(25)
})
