import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts', 'client/src/**/*.test.ts'],
    globalSetup: ['tests/kit/postgres-for-tests.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A loaded machine makes three tests fail now and then (docs/develop/state.md names them): once more, not silently.
    retry: 1,
    pool: 'forks',
    reporters: ['default'],
  },
})
