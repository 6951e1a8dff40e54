import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { advanceJourney } from './advance-journey.ts'
import type { Advance } from './advance-journeys.ts'
import { readJourney } from './read-journeys.ts'

/**
 * Let the journey go on at somebody's request. The request is on record before anyone moves, because ticks commit one
 * by one and may already contact people when a later one fails.
 * @throws AppError not_found
 */
export async function advanceJourneyNow(ctx: Context, key: string): Promise<Advance> {
  await readJourney(ctx, key)
  await ctx.postgres
    .transaction()
    .execute((transaction) =>
      writeAudit(transaction, ctx, { action: 'journey.advance', objectKind: 'journey', objectId: key }),
    )
  return advanceJourney(ctx, key)
}
