import { sql } from 'kysely'
import { z } from 'zod'
import { announceBlock } from '../../collect/drainer/index.ts'
import type { Context } from '../../platform/context.ts'
import { defineJob } from '../../platform/jobs/jobs.ts'
import { storeClickEvents, storeClickReceipts, type StoredClick } from './queries/store-clicks.ts'
import { linkTables } from './store.ts'

const clicksAtOnce = 5_000
const storeLock = 7_700_112
/** Where the numbers of blocks of clicks begin, beyond those of spools and of what journeys write. */
const firstBlock = 2n ** 62n + 2n ** 61n

/**
 * Write the clicks that came into receipts and events, in the order they came, and tell whoever waits for events. Killed in between, the same clicks are
 * written again, which changes nothing. A click without a touch (of a sample that was sent) is dropped.
 */
export async function storeClicks(ctx: Context, signal?: AbortSignal): Promise<{ stored: number }> {
  let stored = 0
  for (;;) {
    signal?.throwIfAborted()
    const taken = await ctx.postgres.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ taken: boolean }>`
        SELECT pg_try_advisory_xact_lock(${storeLock}) AS taken`.execute(transaction)
      if (rows[0]?.taken !== true) return 0
      const db = linkTables(transaction)
      const clicks = await db
        .selectFrom('link_click')
        .innerJoin('link', 'link.id', 'link_click.link_id')
        .leftJoin('journey', 'journey.id', 'link.journey_id')
        .select([
          'link_click.id',
          'link_click.at',
          'link_click.customer',
          'link_click.device',
          'link.journey_id',
          'link.tick',
          'link.node',
          'link.channel',
          'link.template',
          'link.version',
          'link.target',
          'journey.key',
        ])
        .orderBy('link_click.id')
        .limit(clicksAtOnce)
        .execute()
      if (clicks.length === 0) return 0
      const tuples = clicks.map((one): StoredClick => [
        Number(one.id),
        one.at,
        Number(one.customer),
        one.journey_id,
        one.tick,
        one.node,
        one.channel,
        one.template,
        one.version,
        one.target,
        one.device,
      ])
      const keys = new Map(clicks.map((one) => [one.journey_id, one.key ?? '']))
      const now = ctx.clock.now()
      // The same clicks, written again after a crash, are of the same block.
      const block = String(firstBlock + BigInt(clicks[0]?.id ?? 0))
      await storeClickReceipts(ctx.clickhouse, { clicks: tuples }, { pool: 'long' })
      await storeClickEvents(
        ctx.clickhouse,
        { clicks: tuples, now, journeys: [...keys.keys()], keys: [...keys.values()], block },
        { pool: 'long' },
      )
      const times = clicks.map(({ at }) => at.getTime())
      await announceBlock(ctx, {
        block,
        at: [Math.min(...times), Math.max(...times)],
        // Of clicks that were written before we died, some arrived earlier than now, but none before it was made.
        received: [Math.min(...times), now.getTime()],
        events: clicks.length,
        names: ['$touch_clicked'],
      })
      await db
        .deleteFrom('link_click')
        .where('id', '<=', clicks.at(-1)?.id ?? 0)
        .execute()
      return clicks.length
    })
    stored += taken
    if (taken < clicksAtOnce) return { stored }
  }
}

export const storeClicksJob = defineJob({
  name: 'store-clicks',
  input: z.object({}),
  retries: 0,
  concurrency: 1,
  schedule: '* * * * *',
  run: async (ctx, _input, run) => {
    await storeClicks(ctx, run.signal)
  },
})
