import { expect, it } from 'vitest'
import { judgeServers, type ServerFacts } from './check-servers.ts'

const good: ServerFacts = { name: 'nats1:8222', version: '2.15.1', hasJetStream: true, syncsAlways: true }

it('takes a server that is new and syncs always', () => {
  expect(judgeServers([good])).toEqual({ faults: [], warnings: [] })
})

it.each(['2.9.10', '2.10.22', '1.4.1', ''])(
  'refuses version “%s”, and says which one to install',
  (version) => {
    const { faults } = judgeServers([{ ...good, version }])
    expect(faults).toEqual([expect.stringContaining('Install 2.10.23 or newer')])
  },
)

it.each(['2.10.23', '2.11.0', '2.10.30-RC.1'])('takes version %s with a warning', (version) => {
  const { faults, warnings } = judgeServers([{ ...good, version }])
  expect([faults.length, warnings.length]).toEqual([0, 1])
})

it('refuses one of three that acknowledges before it syncs, by name, and says what to set', () => {
  const { faults } = judgeServers([good, { ...good, name: 'nats2:8222', syncsAlways: false }, good])
  expect(faults).toEqual([expect.stringMatching(/nats2:8222 .* sync_interval: always/)])
})

it('refuses one without JetStream', () => {
  const { faults } = judgeServers([{ ...good, hasJetStream: false, syncsAlways: false }])
  expect(faults).toEqual([expect.stringContaining('has no JetStream')])
})
