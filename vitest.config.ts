import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts', 'client/src/**/*.test.ts'],
    globalSetup: ['tests/kit/postgres-for-tests.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Much of the time is waiting for other processes: three share two cores well.
    maxWorkers: 3,
    reporters: ['default'],
  },
})
