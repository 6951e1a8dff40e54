import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import type { Context } from '../../platform/context.ts'
import { runningQuestions } from './running-questions.ts'

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
})
afterAll(() => t.close())

it('tells who asked how far a question is, nobody else, and stops it when it is given up', async () => {
  const running = runningQuestions()
  const question = '7f1c4f0e-4f43-4a2b-9a53-0d1f9a2f3b11'
  const asker: Context = { ...t.ctx, actor: { ...t.ctx.actor, kind: 'user', id: '1' } }
  const given = new AbortController()
  let turn = (): void => undefined
  const waiting = new Promise<void>((resolve) => {
    turn = resolve
  })
  const answer = running.follow(asker, question, async (begin) => {
    await waiting
    return begin().clickhouse.query(
      'SELECT max(cityHash64(number)) AS n FROM numbers(100000000000)',
      {},
      z.object({ n: z.string() }),
      { signal: given.signal },
    )
  })
  expect(await running.progressOf(asker.actor, question)).toMatchObject({
    state: 'waiting',
    readRows: 0,
    secondsLeft: null,
  })
  turn()
  let progress = await running.progressOf(asker.actor, question)
  while (progress.readRows === 0) progress = await running.progressOf(asker.actor, question)
  expect(progress.state).toBe('running')
  expect(progress.totalRows).toBeGreaterThan(progress.readRows)
  expect(progress.secondsLeft).toBeGreaterThan(0)
  await expect(running.progressOf({ ...asker.actor, id: '2' }, question)).rejects.toThrow('No such question')
  given.abort()
  await expect(answer).rejects.toThrow('aborted')
  await expect(running.progressOf(asker.actor, question)).rejects.toThrow('No such question')
})
