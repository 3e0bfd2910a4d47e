import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts', 'client/src/**/*.test.ts', 'lab/**/*.test.ts'],
    globalSetup: ['tests/kit/postgres-for-tests.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Tests wait for servers more than they compute.
    maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
    reporters: ['default'],
  },
})
