import { z } from 'zod'
import type { Context } from '../../src/platform/context.ts'
import { after } from './bench-bank.ts'

/** What must come out, told from the bank's rows alone: plain joins over them, nothing of the engine's. */
export async function expectedCounts(ctx: Context, customers: number): Promise<Record<string, number>> {
  const [row] = await ctx.clickhouse.query(
    `WITH touched AS (
       SELECT customer, count() AS touches FROM touch
       WHERE journey = 0 AND outcome = 'queued' AND at > {since:DateTime64(3)} AND at <= {message:DateTime64(3)} GROUP BY customer)
     SELECT countIf(held) AS held_out,
            countIf(NOT held AND NOT chosen) AS not_worth_it,
            countIf(NOT held AND chosen) AS messages,
            countIf(NOT held AND chosen AND bucket < 3400) AS variant_a,
            countIf(NOT held AND chosen AND consent.granted AND touched.touches < 3) AS queued,
            countIf(NOT held AND chosen AND NOT consent.granted) AS no_consent,
            countIf(NOT held AND chosen AND consent.granted AND touched.touches >= 3) AS capped,
            countIf(NOT held AND chosen AND who % 4 = 0) AS converted
     FROM (
       SELECT toUInt32(number + 1) AS who, who % 5 >= 2 AS chosen,
              sipHash64(who, 'bench', 'holdout:hold_back') % 10000 < 1000 AS held,
              sipHash64(who, 'bench', 'split:variant') % 10000 AS bucket
       FROM numbers({customers:UInt64})) AS everybody
     LEFT JOIN touched ON touched.customer = everybody.who
     LEFT JOIN consent ON consent.customer = everybody.who`,
    { customers, since: after(1 - 7), message: after(1) },
    z.record(z.string(), z.coerce.number()),
    { pool: 'long', settings: { max_memory_usage: 8e9 } },
  )
  return { entered: customers, ...row }
}
