import { sql } from 'kysely'
import { z } from 'zod'
import type { Context, Postgres } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { journeyTables } from '../store.ts'
import type { Move, TickPlan } from './plan-tick.ts'
import { countArrivals, countTouches } from './queries/count-tick.ts'
import { standingOf } from './write-tick.ts'

type Arrival = Awaited<ReturnType<typeof countArrivals>>[number]

interface Remaining {
  readonly move: Move
  /** Customers still standing, by the tick they arrived with. */
  readonly cohorts: ReadonlyMap<number, { customers: number; wake: Date }>
}

/**
 * Make the rows of a tick count: one transaction writes the tick, the new standing of every cohort and node, the
 * number of the newest committed tick and what is to be sent. Answers how many customers moved.
 * @throws AppError internal when rows are missing or too many, so that a tick that lost a customer never counts
 */
export async function commitTick(ctx: Context, connection: Postgres, plan: TickPlan): Promise<number> {
  const id = { journey: plan.journey.id, tick: plan.tick }
  const arrivals = await countArrivals(ctx.clickhouse, id)
  const sends = plan.moves.some((move) => move.behaviour.sends === true)
  const touches = sends ? await countTouches(ctx.clickhouse, { ...id, at: plan.now }) : []
  const remaining = await countRemaining(ctx, plan)
  checkConservation(plan, arrivals, remaining)
  const moved = sum(arrivals.map((arrival) => arrival.customers))

  await connection.transaction().execute(async (transaction) => {
    const db = journeyTables(transaction)
    if (moved > 0) {
      await saveCohorts(transaction, plan, arrivals, remaining)
      await saveOccupancy(transaction, plan.journey.id, arrivals)
      await db
        .insertInto('journey_tick')
        .values({
          journey_id: plan.journey.id,
          tick: plan.tick,
          at: plan.now,
          moves: JSON.stringify(
            arrivals.map(({ version, origin, node, customers }) => ({
              version,
              from: origin,
              to: node,
              customers,
            })),
          ),
          touches: JSON.stringify(summariseTouches(touches)),
        })
        .execute()
      for (const { channel, touches: queued } of touches.filter((touch) => touch.outcome === 'queued')) {
        await db
          .insertInto('dispatch')
          .values({
            journey_id: plan.journey.id,
            tick: plan.tick,
            channel,
            queued,
            state: 'pending',
            updated_at: plan.now,
            error: null,
          })
          .execute()
      }
    }
    const updated = await db
      .updateTable('journey')
      .set({
        open_tick: null,
        ...(moved > 0 ? { committed_tick: plan.tick } : {}),
        ...(plan.entry
          ? { entry_state: JSON.stringify({ segment: plan.entry.segment, snapshot: plan.entry.snapshot }) }
          : {}),
      })
      .where('id', '=', plan.journey.id)
      .where('committed_tick', '=', plan.tick - 1)
      .where('open_tick', '=', plan.tick)
      .executeTakeFirst()
    if (updated.numUpdatedRows !== 1n) {
      throw new AppError(
        'conflict',
        `Tick ${plan.tick} of journey "${plan.journey.key}" was committed by another worker`,
      )
    }
  })
  return moved
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

function summariseTouches(touches: Awaited<ReturnType<typeof countTouches>>): object {
  const suppressed: Record<string, number> = {}
  for (const touch of touches) {
    if (touch.outcome === 'suppressed')
      suppressed[touch.reason] = (suppressed[touch.reason] ?? 0) + touch.touches
  }
  const queued = sum(touches.filter((touch) => touch.outcome === 'queued').map((touch) => touch.touches))
  return { queued, suppressed }
}

/** Who is left at nodes that customers leave one by one. Other nodes are left by everybody. */
async function countRemaining(ctx: Context, plan: TickPlan): Promise<Remaining[]> {
  const remaining: Remaining[] = []
  for (const move of plan.moves.filter(({ behaviour }) => behaviour.polls || behaviour.ownWakes)) {
    const everyone = { ...move, cohorts: move.cohorts.map((cohort) => ({ ...cohort, partial: true })) }
    const rows = await ctx.clickhouse.query(
      `SELECT tick, count() AS customers, min(wake) AS wake
       FROM (${standingOf({ ...plan, tick: plan.tick + 1 }, everyone)}) GROUP BY tick`,
      {},
      z.object({
        tick: z.number(),
        customers: z.coerce.number(),
        wake: z.string().transform((text) => new Date(`${text.replace(' ', 'T')}Z`)),
      }),
      { pool: 'long' },
    )
    remaining.push({ move, cohorts: new Map(rows.map((row) => [row.tick, row])) })
  }
  return remaining
}

/** Everyone who stood at a moved node has either arrived elsewhere or is still there. */
function checkConservation(
  plan: TickPlan,
  arrivals: readonly Arrival[],
  remaining: readonly Remaining[],
): void {
  for (const move of plan.moves) {
    const before = sum(move.cohorts.map((cohort) => cohort.customers))
    const left = sum(
      arrivals
        .filter((arrival) => arrival.origin === move.id && arrival.version === move.version)
        .map((arrival) => arrival.customers),
    )
    const stayed = remaining.find((rest) => rest.move === move)
    const after = left + (stayed ? sum([...stayed.cohorts.values()].map((cohort) => cohort.customers)) : 0)
    if (before !== after) {
      throw new AppError(
        'internal',
        `Tick ${plan.tick} of journey "${plan.journey.key}" found ${after} of ${before} customers at "${move.id}" and is not committed: compare journey_step with journey_cohort`,
      )
    }
  }
}

async function saveCohorts(
  transaction: Parameters<typeof journeyTables>[0],
  plan: TickPlan,
  arrivals: readonly Arrival[],
  remaining: readonly Remaining[],
): Promise<void> {
  const db = journeyTables(transaction)
  for (const move of plan.moves) {
    const stayed = remaining.find((rest) => rest.move === move)?.cohorts
    const gone = move.cohorts.filter((cohort) => !stayed?.has(cohort.tick)).map((cohort) => cohort.tick)
    const place = { journey_id: plan.journey.id, version: move.version, node: move.id }
    if (gone.length > 0) {
      await db
        .deleteFrom('journey_cohort')
        .where((is) => is.and(place))
        .where('tick', 'in', gone)
        .execute()
    }
    for (const cohort of move.cohorts) {
      const rest = stayed?.get(cohort.tick)
      if (!rest || rest.customers === cohort.customers) continue
      await db
        .updateTable('journey_cohort')
        .set({ customers: rest.customers, wake: rest.wake, partial: true })
        .where((is) => is.and({ ...place, tick: cohort.tick }))
        .execute()
    }
  }
  const arrived = [...Map.groupBy(arrivals, (arrival) => `${arrival.version}/${arrival.node}`).values()]
  for (const group of arrived) {
    const [first] = group
    const node = first && plan.graphs.get(first.version)?.nodes[first.node]
    if (!first || !node || node.type === 'exit') continue
    await db
      .insertInto('journey_cohort')
      .values({
        journey_id: plan.journey.id,
        version: first.version,
        node: first.node,
        tick: plan.tick,
        customers: sum(group.map((arrival) => arrival.customers)),
        wake: new Date(Math.min(...group.map((arrival) => arrival.wake.getTime()))),
      })
      .execute()
  }
}

async function saveOccupancy(
  transaction: Parameters<typeof journeyTables>[0],
  journeyId: number,
  arrivals: readonly Arrival[],
): Promise<void> {
  const change = new Map<string, number>()
  for (const { origin, node, customers } of arrivals) {
    change.set(node, (change.get(node) ?? 0) + customers)
    if (origin !== '') change.set(origin, (change.get(origin) ?? 0) - customers)
  }
  for (const [node, customers] of change) {
    await journeyTables(transaction)
      .insertInto('journey_occupancy')
      .values({ journey_id: journeyId, node, customers })
      .onConflict((conflict) =>
        conflict
          .columns(['journey_id', 'node'])
          .doUpdateSet({ customers: sql<number>`journey_occupancy.customers + excluded.customers` }),
      )
      .execute()
  }
}
