import { sql } from 'kysely'
import { readContactPolicy } from '../../../decide/policy/index.ts'
import { readTradingDays } from '../../../decide/trading-days/index.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { Context, Postgres } from '../../../platform/context.ts'
import { findJourney } from '../counts/find-journey.ts'
import { dropHeld } from '../held/drop-held.ts'
import { behaviourOf, type NodeBehaviour } from '../nodes/index.ts'
import { readJourneyGraphs } from '../read-graphs.ts'
import { journeyTables } from '../store.ts'
import { commitTicks } from '../ticks/commit-tick.ts'
import { withJourneyLeases } from '../ticks/lease.ts'
import { emptyCatalogue, type Move } from '../ticks/plan-tick.ts'
import { recoverJourney } from '../ticks/recover-journey.ts'
import { writeTicks } from '../ticks/write-tick.ts'

/**
 * Move everybody who is inside a cancelled journey to `$cancelled`, in one tick like any other, and drop what the gate
 * holds. Answers false, and does nothing, while another worker holds the journey's lease.
 */
export async function takeOutCustomers(ctx: Context, key: string): Promise<boolean> {
  const { id } = await findJourney(ctx, key)
  return withJourneyLeases(ctx, [id], async (connection, leased) => {
    if (leased.length === 0) return false
    await recoverJourney(ctx, connection, id)
    const { status } = await findJourney({ postgres: connection }, key)
    if (status !== 'cancelled') return true
    await dropHeld(ctx, connection, id)
    const moves = await everyone(connection, id)
    if (moves.length === 0) return true
    const journey = await findJourney({ postgres: connection }, key)
    const plan = {
      journey: { id, key },
      tick: journey.committed_tick + 1,
      now: ctx.clock.now(),
      entry: null,
      moves,
      policy: await readContactPolicy(ctx),
      graphs: await readJourneyGraphs({ postgres: connection }, id),
      // Nobody who is taken out is asked anything.
      catalogue: emptyCatalogue,
      tradingDays: await readTradingDays({ postgres: connection }),
    }
    await journeyTables(connection)
      .updateTable('journey')
      .set({ open_tick: plan.tick })
      .where('id', '=', id)
      .execute()
    await writeTicks(ctx, [plan])
    await commitTicks(ctx, connection, [plan])
    return true
  })
}

/** The same for every cancelled journey that still has somebody inside or something held, because a worker was busy or died. */
export async function takeOutOfCancelled(ctx: Context): Promise<void> {
  const journeys = await journeyTables(ctx.postgres)
    .selectFrom('journey')
    .select('key')
    .where('status', '=', 'cancelled')
    .where(
      sql<boolean>`(EXISTS (SELECT FROM journey_cohort WHERE journey_id = journey.id)
        OR EXISTS (SELECT FROM touch_hold WHERE journey_id = journey.id))`,
    )
    .execute()
  for (const { key } of journeys) await takeOutCustomers(ctx, key)
}

/** One move for each place where somebody stands. */
async function everyone(connection: Postgres, journeyId: number): Promise<Move[]> {
  const graphs = await readJourneyGraphs({ postgres: connection }, journeyId)
  const rows = await journeyTables(connection)
    .selectFrom('journey_cohort')
    .selectAll()
    .where('journey_id', '=', journeyId)
    .orderBy('version')
    .orderBy('node')
    .orderBy('tick')
    .execute()
  return [...Map.groupBy(rows, (row) => `${row.version}/${row.node}`).values()].flatMap((cohorts) => {
    const [first] = cohorts
    const node = first && graphs.get(first.version)?.nodes[first.node]
    if (!node) return []
    const behaviour: NodeBehaviour = {
      targets: [...behaviourOf(node).targets, '$cancelled'],
      delay: 0,
      polls: false,
      move: ({ standing }) =>
        `SELECT customer, passage, ${literal('$cancelled', 'String')} AS target FROM (${standing})`,
    }
    // An exit contacts nobody, whatever stood there before.
    return [{ version: first.version, id: first.node, node: { type: 'exit' }, behaviour, cohorts }]
  })
}
