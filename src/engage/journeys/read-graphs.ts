import type { Context } from '../../platform/context.ts'
import { type JourneyGraph, journeyGraph } from './schema.ts'
import { journeyTables } from './store.ts'

/** Every published graph of a journey, by version. */
export async function readJourneyGraphs(
  ctx: Pick<Context, 'postgres'>,
  journeyId: number,
): Promise<Map<number, JourneyGraph>> {
  const rows = await journeyTables(ctx.postgres)
    .selectFrom('journey_version')
    .select(['version', 'graph'])
    .where('journey_id', '=', journeyId)
    .execute()
  return new Map(rows.map((row) => [row.version, journeyGraph.parse(row.graph)]))
}
