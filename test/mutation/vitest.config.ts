import { defineConfig } from 'vitest/config'

/** The tests that the mutants of `domain/` are tried on: pure ones, all of them in one file (all.ts). */
export default defineConfig({
  test: {
    include: ['test/mutation/all.ts'],
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
  },
})
