import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { refreshTagGroups, refreshTagsJob } from '../../../understand/tags/index.ts'
import { advanceJourney } from '../advance-journey.ts'
import { openNodeBank, runJourney } from '../testing/node-bank.ts'
import { handOverTagValues } from './hand-over-tag-values.ts'

const customers = 20
let t: TestContext
beforeAll(async () => {
  t = await openTestContext({ jobs: [refreshTagsJob] })
  await openNodeBank(t.ctx, customers)
})
afterAll(() => t.close())

async function moods(): Promise<Record<string, number>> {
  await refreshTagGroups(t.ctx, { groups: ['by_hand'] })
  const rows = await t.ctx.clickhouse.query(
    `SELECT mood, count() AS n FROM tag_by_hand GROUP BY mood`,
    {},
    z.object({ mood: z.string(), n: z.coerce.number() }),
  )
  return Object.fromEntries(rows.map(({ mood, n }) => [mood, n]))
}

it('become values of the tag once the tick has committed, the last one said', async () => {
  await runJourney(t.ctx, 'mood', {
    women: {
      type: 'rule_split',
      branches: [{ rule: { attribute: 'gender', op: 'eq', value: 'female' }, next: 'glad' }],
      otherwise: 'done',
    },
    glad: { type: 'set_tag', tag: 'mood', value: 'glad', next: 'rest' },
    rest: { type: 'wait', days: 1, next: 'calm' },
    calm: { type: 'set_tag', tag: 'mood', value: "calm, it's fine", next: 'done' },
    done: { type: 'exit' },
  })
  await advanceJourney(t.ctx, 'mood')
  expect(await handOverTagValues(t.ctx)).toEqual({ tags: ['mood'] })
  expect(await moods()).toMatchObject({ glad: customers / 2 })
  expect(await handOverTagValues(t.ctx)).toEqual({ tags: [] })
  t.clock.advance(86_400_000)
  await advanceJourney(t.ctx, 'mood')
  await handOverTagValues(t.ctx)
  expect(await moods()).toMatchObject({ "calm, it's fine": customers / 2 })
})

it('hand the same over again when a worker died before noting it, and change nothing by it', async () => {
  const db = t.ctx.postgres.withTables<{ journey: { tags_tick: number } }>()
  await db.updateTable('journey').set({ tags_tick: 0 }).execute()
  await handOverTagValues(t.ctx)
  expect(await moods()).toMatchObject({ "calm, it's fine": customers / 2 })
})

it('wait for a tag that was retired to come back, and say so', async () => {
  const db = t.ctx.postgres.withTables<{
    journey: { tags_tick: number }
    tag: { key: string; status: string }
  }>()
  const become = (status: string) => db.updateTable('tag').set({ status }).where('key', '=', 'mood').execute()
  await become('retired')
  await db.updateTable('journey').set({ tags_tick: 0 }).execute()
  await expect(handOverTagValues(t.ctx)).rejects.toThrow(/"mood".*retired/)
  await become('active')
  expect(await handOverTagValues(t.ctx)).toEqual({ tags: ['mood'] })
})
