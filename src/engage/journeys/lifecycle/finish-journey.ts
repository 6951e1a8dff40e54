import { sql } from 'kysely'
import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { journeyTables } from '../store.ts'
import { lockJourney } from './lock-journey.ts'

/**
 * Let nobody enter any more; who is inside goes on to the end. The journey is finished once nobody is inside, which
 * may be at once. Finishing a journey that is finishing changes nothing; publishing it again opens its entry.
 */
export async function finishJourney(ctx: Context, key: string): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const journey = await lockJourney(transaction, key)
    if (journey.status === 'finished') return
    if (journey.status !== 'running' && journey.status !== 'paused') {
      throw new AppError('conflict', `The journey "${key}" is ${journey.status}: there is nothing to finish`)
    }
    if (journey.entry_closed_at !== null) return
    await journeyTables(transaction)
      .updateTable('journey')
      .set({ entry_closed_at: ctx.clock.now(), updated_at: ctx.clock.now() })
      .where('id', '=', journey.id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'journey.finish',
      objectKind: 'journey',
      objectId: key,
    })
  })
  await endEmptyJourneys(ctx)
}

/**
 * Journeys that nobody enters any more, that nobody is inside of and that have nothing left to send are finished.
 * Their last tick may have been seconds ago: the job of ticks asks every time.
 */
export async function endEmptyJourneys(ctx: Context): Promise<void> {
  const now = ctx.clock.now()
  await journeyTables(ctx.postgres)
    .updateTable('journey')
    .set({ status: 'finished', ended_at: now, updated_at: now })
    .where('status', '=', 'running')
    .where('entry_closed_at', 'is not', null)
    .where('open_tick', 'is', null)
    .where(sql<boolean>`NOT EXISTS (SELECT FROM journey_cohort WHERE journey_id = journey.id)`)
    .where(
      sql<boolean>`NOT EXISTS (SELECT FROM dispatch WHERE journey_id = journey.id AND state IN ('pending', 'running'))`,
    )
    .execute()
}
