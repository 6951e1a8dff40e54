import { z } from 'zod'
import { localClock } from '../../src/platform/local-clock.ts'
import { defineCommand } from '../../src/platform/clickhouse/define-query.ts'
import type { Context } from '../../src/platform/context.ts'
import { defineJob } from '../../src/platform/jobs/jobs.ts'
import { readDemoState, writeDemoState } from '../demo-state.ts'

const week = 7 * 86_400_000

/**
 * The visits of a stretch of time once more, a week later, as visits of their own. Deposits are not opened again: money
 * would have to move with them. What is there already is not written twice.
 */
const repeatVisits = defineCommand({
  sql: `
INSERT INTO event (at, received, name, kind, customer, source, channel, session, message_id, properties)
SELECT at, received, name, kind, customer, source, channel, session, message_id, properties
FROM
(
  SELECT
    before.at + INTERVAL 7 DAY AS at, before.received + INTERVAL 7 DAY AS received, name, kind, customer, source, channel,
    lower(hex(cityHash64(before.session))) AS session,
    concat('demo-', session, '-', extract(before.message_id, '[0-9]+$')) AS message_id,
    properties
  FROM event AS before
  WHERE before.at >= {from:DateTime64(3)} - INTERVAL 7 DAY AND before.at < {to:DateTime64(3)} - INTERVAL 7 DAY
    AND match(before.message_id, '^demo-[0-9a-f]+-[0-9]+$')
)
WHERE message_id NOT IN (
  SELECT message_id FROM event WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND startsWith(message_id, 'demo-'))`,
  parameters: z.object({ from: z.date(), to: z.date() }),
  options: { pool: 'long' },
})

/**
 * Let the demo bank have visitors today: from its as-of date on, every visit comes again a week later, up to now. Money
 * stands still.
 */
export async function keepVisiting(ctx: Context): Promise<void> {
  const state = await readDemoState(ctx)
  if (state === undefined || state.state === 'loading') return
  const now = ctx.clock.now()
  const asOf = localClock(ctx.config.timezone).instantAt(state.asOf, '00:00')
  let from = state.visitedTo ?? asOf
  while (from < now) {
    const to = new Date(Math.min(now.getTime(), from.getTime() + week))
    await repeatVisits(ctx.clickhouse, { from, to })
    from = to
  }
  await writeDemoState(ctx, { ...state, visitedTo: from })
}

/** Every five minutes; without a demo bank nothing happens. */
export const keepVisitingJob = defineJob({
  name: 'keep-demo-visits-coming',
  input: z.object({}),
  retries: 0,
  concurrency: 1,
  schedule: '*/5 * * * *',
  run: (ctx) => keepVisiting(ctx),
})
