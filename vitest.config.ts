import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/long/**'],
    globalSetup: ['test/setup/postgres.ts'],
    // Some ten times what the longest take on a machine that does nothing else: a busy one is to fail none of them.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What is waited for comes when it comes: on a busy machine a second, which is what is given by itself, is not enough.
    expect: { poll: { timeout: 20_000 } },
    // One more than the cores of the machine that it must be quick on: a third of the time is spent waiting.
    maxWorkers: 3,
    // Files of one worker share what they import: to load it for each took a third of the time. What is configured is
    // an argument here, so that there is no state of a module for them to share.
    isolate: false,
  },
})
