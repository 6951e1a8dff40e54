import type { Context } from '../../../platform/context.ts'
import { fullOutboxes } from '../../channels/index.ts'
import { messageChoices } from '../nodes/index.ts'
import { readJourneyGraphs } from '../read-graphs.ts'
import type { HeldBack } from '../schema.ts'
import { journeyTables } from '../store.ts'
import { isHeldBack } from './open-choices.ts'

/** Where customers of a running journey who are ready wait because the outboxes of a message's channels are full. */
export async function readHeldBack(ctx: Context, journeyId: number): Promise<HeldBack[]> {
  const full = await fullOutboxes(ctx)
  if (full.size === 0) return []
  const ready = await journeyTables(ctx.postgres)
    .selectFrom('journey_cohort')
    .innerJoin('journey', 'journey.id', 'journey_cohort.journey_id')
    .select((is) => ['journey_cohort.version', 'node', is.fn.sum<string>('customers').as('customers')])
    .where('journey_id', '=', journeyId)
    .where('status', '=', 'running')
    .where('wake', '<=', ctx.clock.now())
    .groupBy(['journey_cohort.version', 'node'])
    .orderBy('journey_cohort.version')
    .orderBy('node')
    .execute()
  if (ready.length === 0) return []
  const graphs = await readJourneyGraphs(ctx, journeyId)
  return ready.flatMap(({ version, node: id, customers }) => {
    const node = graphs.get(version)?.nodes[id]
    if (node?.type !== 'message' || !isHeldBack(node, full)) return []
    const channels = messageChoices(node).map(({ channel }) => channel)
    return [{ version, node: id, channels, customers: Number(customers) }]
  })
}
