import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { type Advance, advanceJourneys } from './advance-journeys.ts'
import { journeyTables } from './store.ts'

/** Let one journey go on as far as possible at this instant (see advance-journeys.ts). @throws AppError not_found */
export async function advanceJourney(ctx: Context, key: string, signal?: AbortSignal): Promise<Advance> {
  const journey = await journeyTables(ctx.postgres)
    .selectFrom('journey')
    .select('id')
    .where('key', '=', key)
    .executeTakeFirst()
  if (!journey) throw new AppError('not_found', `There is no journey "${key}"`)
  const advances = await advanceJourneys(ctx, [journey.id], { signal })
  return advances.get(journey.id) ?? { state: 'leased', ticks: 0, moved: 0 }
}
