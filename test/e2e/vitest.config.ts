import { defineConfig } from 'vitest/config'

/** The console in a real Chromium against a real server with a small demo bank: one for each worker, whose files share it. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: ['test/e2e/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // What is awaited may take a while on a busy machine; the default is one second.
    expect: { poll: { timeout: 30_000 } },
  },
})
