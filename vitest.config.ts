import { availableParallelism } from 'node:os'
import { env } from 'node:process'
import { defineConfig } from 'vitest/config'

// Citus on two cores: a start of a server takes that much longer.
const patience = env['CAIRN_TEST_ON'] === 'citus' ? 5 : 1

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts', 'client/src/**/*.test.ts', 'lab/**/*.test.ts'],
    globalSetup: ['tests/kit/postgres-for-tests.ts'],
    testTimeout: 60_000 * patience,
    hookTimeout: 60_000 * patience,
    pool: 'forks',
    // Tests wait for servers more than they compute.
    maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
    reporters: ['default'],
  },
})
