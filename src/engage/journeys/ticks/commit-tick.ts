import { z } from 'zod'
import type { Context, Postgres } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import type { TickPlan } from './plan-tick.ts'
import { countArrivals, countTouches, type TickArrival, type TickTouches } from './queries/count-tick.ts'
import { saveTicks, type Remaining, type WrittenTick } from './save-ticks.ts'
import { standingOf } from './write-tick.ts'

/**
 * Make the rows of a tick count: one transaction writes the tick, the new standing of every cohort and node, the
 * number of the newest committed tick and what is to be sent. Answers how many customers moved.
 * @throws AppError internal when rows are missing or too many, so that a tick that lost a customer never counts
 */
export async function commitTick(ctx: Context, connection: Postgres, plan: TickPlan): Promise<number> {
  const moved = await commitTicks(ctx, connection, [plan])
  return moved.get(plan.journey.id) ?? 0
}

/** The same for ticks of several journeys at one instant, all in one transaction: moved customers by journey. */
export async function commitTicks(
  ctx: Context,
  connection: Postgres,
  plans: readonly TickPlan[],
): Promise<Map<number, number>> {
  const [first] = plans
  if (!first) return new Map()
  const ticks = plans.map(({ journey, tick }) => ({ journey: journey.id, tick }))
  const sending = plans.filter(({ moves }) => moves.some(({ behaviour }) => behaviour.sends === true))
  const [arrivals, touches] = await Promise.all([
    countArrivals(ctx.clickhouse, ticks, first.now),
    sending.length === 0
      ? []
      : countTouches(
          ctx.clickhouse,
          sending.map(({ journey, tick }) => ({ journey: journey.id, tick })),
          first.now,
        ),
  ])
  const arrivalsOf = Map.groupBy(arrivals, ({ journey }) => journey)
  const touchesOf = Map.groupBy(touches, ({ journey }) => journey)
  const written: WrittenTick[] = []
  for (const plan of plans) {
    const own = {
      plan,
      arrivals: arrivalsOf.get(plan.journey.id) ?? [],
      touches: touchesOf.get(plan.journey.id) ?? [],
      remaining: await countRemaining(ctx, plan),
    }
    checkConservation(own)
    written.push({ ...own, moved: sum(own.arrivals.map(({ customers }) => customers)) })
  }
  await connection.transaction().execute((transaction) => saveTicks(transaction, written))
  return new Map(written.map(({ plan, moved }) => [plan.journey.id, moved]))
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

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
function checkConservation({
  plan,
  arrivals,
  remaining,
}: {
  readonly plan: TickPlan
  readonly arrivals: readonly TickArrival[]
  readonly touches: readonly TickTouches[]
  readonly remaining: readonly Remaining[]
}): void {
  for (const move of plan.moves) {
    const before = sum(move.cohorts.map((cohort) => cohort.customers))
    const left = sum(
      arrivals
        .filter((arrival) => arrival.origin === move.id && arrival.version === (move.into ?? move.version))
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
