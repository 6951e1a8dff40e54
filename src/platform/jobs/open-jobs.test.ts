import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { listJobProgress } from './job-store.ts'
import { defineJob, type JobRun } from './jobs.ts'
import type { RunningJobs } from './open-jobs.ts'

const runs: string[] = []
let failures = 0
const greet = defineJob({
  name: 'greet',
  input: z.object({ name: z.string() }),
  retries: 2,
  concurrency: 1,
  run: async (_ctx, input, run) => {
    await run.progress(0.5, 'half way')
    runs.push(input.name)
  },
})
const flaky = defineJob({
  name: 'flaky',
  input: z.object({}),
  retries: 2,
  concurrency: 1,
  run: async () => {
    failures += 1
    if (failures === 1) throw new Error('the first try fails')
  },
})
const endless = defineJob({
  name: 'endless',
  input: z.object({}),
  retries: 0,
  concurrency: 1,
  run: (_ctx, _input, run: JobRun) =>
    new Promise((_, reject) => run.signal.addEventListener('abort', () => reject(run.signal.reason))),
})

let test: TestContext
beforeAll(async () => {
  test = await openTestContext({ jobs: [greet, flaky, endless] })
  await (test.ctx.jobs as RunningJobs).work()
})
afterAll(() => test.close())

async function stateOf(id: string | null): Promise<string | undefined> {
  const rows = await listJobProgress(test.ctx.postgres, { limit: 100 })
  return rows.find((row) => row.id === id)?.state
}

describe('jobs', () => {
  it('run with checked input and report progress', async () => {
    const id = await test.ctx.jobs.enqueue(greet, { name: 'Li' })
    await vi.waitFor(async () => expect(await stateOf(id)).toBe('succeeded'), 15_000)
    expect(runs).toEqual(['Li'])
  })

  it('refuse input that does not fit their definition', async () => {
    await expect(test.ctx.jobs.enqueue(greet, { name: 7 } as never)).rejects.toThrow('expected string')
  })

  it('try again after a failure', async () => {
    const id = await test.ctx.jobs.enqueue(flaky, {})
    await vi.waitFor(async () => expect(await stateOf(id)).toBe('succeeded'), 30_000)
    expect(failures).toBe(2)
  })

  it('let the same work wait only once, and stop when cancelled', async () => {
    const running = await test.ctx.jobs.enqueue(endless, {}, { key: 'one' })
    await vi.waitFor(async () => expect(await stateOf(running)).toBe('running'), 15_000)
    const waiting = await test.ctx.jobs.enqueue(endless, {}, { key: 'one' })
    expect(await test.ctx.jobs.enqueue(endless, {}, { key: 'one' })).toBeNull()
    await test.ctx.jobs.cancel(waiting ?? '')
    expect(await stateOf(waiting)).toBe('cancelled')
    await test.ctx.jobs.cancel(running ?? '')
    await vi.waitFor(async () => expect(await stateOf(running)).toBe('cancelled'), 15_000)
  })
})
