import { z } from 'zod'
import { canonical } from '../../platform/clickhouse/canonical.ts'
import type { Context } from '../../platform/context.ts'
import { filterTouches } from './filter-touches.ts'
import type { TouchCounts, TouchFilter } from './schema.ts'

/** How many contacts the gate let pass, held and suppressed, and for which reasons. */
export async function countTouches(ctx: Context, filter: TouchFilter): Promise<TouchCounts> {
  const filtered = await filterTouches(ctx, filter)
  if (!filtered) return { items: [], next: null }
  const items = await ctx.clickhouse.query(
    `SELECT outcome, reason, count() AS touches, uniqExact(${canonical('customer')}) AS customers
     FROM touch WHERE ${filtered.where}
     GROUP BY outcome, reason ORDER BY touches DESC, outcome, reason`,
    filtered.parameters,
    z.object({
      outcome: z.enum(['queued', 'held', 'suppressed']),
      reason: z.string(),
      touches: z.coerce.number(),
      customers: z.coerce.number(),
    }),
  )
  return { items, next: null }
}
