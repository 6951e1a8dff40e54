import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { localisedText } from '../templates/index.ts'
import { journeyTables } from './store.ts'

interface JourneyDates {
  readonly key: string
  readonly name: { readonly 'zh-CN': string; readonly en: string }
  /** When it was published for the first time. */
  readonly startedAt: Date
  /** When it was finished or cancelled; null while it goes on. */
  readonly endedAt: Date | null
}

/** The journeys that began or ended between two instants (the second not included), in the order they began. */
export async function readJourneyDates(
  ctx: Pick<Context, 'postgres'>,
  { from, until, most }: { from: Date; until: Date; most: number },
): Promise<JourneyDates[]> {
  const started = sql<Date>`min(published_at)`
  const rows = await journeyTables(ctx.postgres)
    .selectFrom('journey')
    .innerJoin('journey_version', 'journey_version.journey_id', 'journey.id')
    .select(['key', 'name', 'ended_at', started.as('started_at')])
    .where('archived_at', 'is', null)
    .groupBy('journey.id')
    .having((having) =>
      having.or([
        having.and([having(started, '>=', from), having(started, '<', until)]),
        having.and([having('ended_at', '>=', from), having('ended_at', '<', until)]),
      ]),
    )
    .orderBy('started_at')
    .orderBy('key')
    .limit(most)
    .execute()
  return rows.map(({ key, name, started_at, ended_at }) => ({
    key,
    name: localisedText.parse(name),
    startedAt: started_at,
    endedAt: ended_at,
  }))
}
