import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'demo/**/*.test.ts', 'test/**/*.test.ts', 'console/src/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/e2e/**'],
    // chDB binds one data directory a process, so every file has a process of its own.
    pool: 'forks',
    // Twice as many as CI has processors: two files kept them busy for half of the time, three for about 70 %.
    maxWorkers: 4,
    globalSetup: ['test/harness/global-setup.ts'],
    // These end what hangs, not what waits for its turn: on two processors a test had taken 42 s of the minute it had.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // What is awaited may take a while, too; the default is one second.
    expect: { poll: { timeout: 30_000 } },
    env: { UV_THREADPOOL_SIZE: '16' },
  },
})
