import type { Context } from '../../platform/context.ts'
import { countBySource } from './queries/count-by-source.ts'
import type { SourceCount } from './schema.ts'

const day = 24 * 60 * 60_000

/** Events of each source in the last 24 hours, of customers in the data scope. */
export function countEventsBySource(ctx: Context): Promise<SourceCount[]> {
  return countBySource(ctx, { since: new Date(ctx.clock.now().getTime() - day) })
}
