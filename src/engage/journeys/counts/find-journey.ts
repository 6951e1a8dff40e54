import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { journeyTables } from '../store.ts'

/** The row of a journey. @throws AppError not_found */
export async function findJourney({ postgres }: Pick<Context, 'postgres'>, key: string) {
  const journey = await journeyTables(postgres)
    .selectFrom('journey')
    .select(['id', 'key', 'name', 'status', 'version', 'graph', 'published_version', 'committed_tick'])
    .select(['entry_state', 'entry_closed_at', 'cancellation'])
    .where('key', '=', key)
    .executeTakeFirst()
  if (!journey) throw new AppError('not_found', `There is no journey "${key}"`)
  return journey
}
