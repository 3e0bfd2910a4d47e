import { availableParallelism } from 'node:os'
import { env } from 'node:process'
import { defineConfig } from 'vitest/config'

// Citus, or five processes for each server, on two cores: a start of a server takes that much longer.
const patience = env['CAIRN_TEST_ON'] ? 5 : 1
// Tests wait for servers more than they compute. An open transaction of one would hold up the event logs of all others on
// the cluster, and all have the same there.
const workers = env['CAIRN_TEST_ON'] === 'cluster' ? 1 : Math.max(2, Math.floor(availableParallelism() / 2))

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts', 'client/src/**/*.test.ts', 'lab/**/*.test.ts'],
    globalSetup: ['tests/kit/postgres-for-tests.ts'],
    testTimeout: 60_000 * patience,
    hookTimeout: 60_000 * patience,
    pool: 'forks',
    maxWorkers: workers,
    reporters: ['default'],
  },
})
