import { z } from 'zod'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { Context, Postgres } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { byWake, type Move, type TickPlan, ticksOf } from './plan-tick.ts'
import {
  countArrivals,
  countTouches,
  type TickArrival,
  type TickOf,
  type TickTouches,
} from './queries/count-tick.ts'
import { saveTicks, type Remaining, type WrittenTick } from './save-ticks.ts'
import { standingOf } from './write-tick.ts'

/**
 * Make the rows of a tick count: one transaction writes the tick, the new standing of every cohort and node, the
 * number of the newest committed tick and what is to be sent.
 * @throws AppError internal when rows are missing or too many, so that a tick that lost a customer never counts
 */
export async function commitTick(ctx: Context, connection: Postgres, plan: TickPlan): Promise<void> {
  await commitTicks(ctx, connection, [plan])
}

/** What a journey did in some ticks. */
export interface Moved {
  /** Ticks in which anybody moved. */
  readonly ticks: number
  /** Steps of all customers together. */
  readonly customers: number
}

/**
 * The same for ticks of several journeys at one instant and those that follow them at once, all in one transaction:
 * who moved, by journey.
 */
export async function commitTicks(
  ctx: Context,
  connection: Postgres,
  plans: readonly TickPlan[],
): Promise<Map<number, Moved>> {
  const [first] = plans
  if (!first) return new Map()
  const all = plans.flatMap(ticksOf)
  const ticks = all.map(({ journey, tick }) => ({ journey: journey.id, tick }))
  const sending = all.filter(({ moves }) => moves.some(({ behaviour }) => behaviour.sends === true))
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
  const arrivalsOf = Map.groupBy(arrivals, keyOf)
  const touchesOf = Map.groupBy(touches, keyOf)
  const written: WrittenTick[] = []
  for (const planned of plans) {
    let before: readonly TickArrival[] = []
    for (const tick of ticksOf(planned)) {
      const plan = tick.tick === planned.tick ? planned : withCustomers(tick, before)
      const key = keyOf({ journey: plan.journey.id, tick: plan.tick })
      const own = {
        plan,
        arrivals: arrivalsOf.get(key) ?? [],
        touches: touchesOf.get(key) ?? [],
        remaining: await countRemaining(ctx, plan, arrivalsOf.get(key) ?? []),
      }
      checkConservation(own)
      written.push({ ...own, moved: sum(own.arrivals.map(({ customers }) => customers)) })
      before = own.arrivals
    }
  }
  await connection.transaction().execute((transaction) => saveTicks(transaction, written))
  return movedBy(written)
}

const keyOf = ({ journey, tick }: TickOf): string => `${journey}/${tick}`

/** A tick that follows another at once: those who arrived with that one are who it moves. */
function withCustomers(plan: TickPlan, arrivals: readonly TickArrival[]): TickPlan {
  const moves = plan.moves.map((move) => {
    const customers = sum(
      arrivals
        .filter(({ node, version }) => node === move.id && version === move.version)
        .map((arrival) => arrival.customers),
    )
    return { ...move, cohorts: move.cohorts.map((cohort) => ({ ...cohort, customers })) }
  })
  return { ...plan, moves }
}

function movedBy(written: readonly WrittenTick[]): Map<number, Moved> {
  const byJourney = Map.groupBy(written, ({ plan }) => plan.journey.id)
  return new Map(
    [...byJourney].map(([id, ticks]) => [
      id,
      {
        ticks: ticks.filter(({ moved }) => moved > 0).length,
        customers: sum(ticks.map(({ moved }) => moved)),
      },
    ]),
  )
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** Who is left at nodes that customers leave one by one. Other nodes are left by everybody. */
async function countRemaining(
  ctx: Context,
  plan: TickPlan,
  arrivals: readonly TickArrival[],
): Promise<Remaining[]> {
  const remaining: Remaining[] = []
  for (const move of plan.moves.filter(({ behaviour }) => behaviour.polls || behaviour.ownWakes)) {
    const { awake, asleep } = move.behaviour.ownWakes
      ? { awake: move.cohorts, asleep: [] }
      : byWake(move.cohorts, plan.now)
    const somebodyLeft = arrivals.some(
      ({ origin, version }) => origin === move.id && version === move.version,
    )
    const gone = somebodyLeft
      ? await countGone(ctx, plan, { ...move, cohorts: asleep })
      : new Map<number, number>()
    // Their wake may have been that of one who left: it is the earliest that there can be.
    const sleeping = asleep.map(({ tick, customers, wake }) => ({
      tick,
      customers: customers - (gone.get(tick) ?? 0),
      wake,
    }))
    const rows = [...(await countStanding(ctx, plan, { ...move, cohorts: awake })), ...sleeping]
    const left = rows.filter(({ customers }) => customers > 0)
    remaining.push({ move, cohorts: new Map(left.map((row) => [row.tick, row])) })
  }
  return remaining
}

/** Who still stands at a node after the tick, by the tick they arrived with. */
async function countStanding(ctx: Context, plan: TickPlan, move: Move) {
  if (move.cohorts.length === 0) return []
  const everyone = { ...move, cohorts: move.cohorts.map((cohort) => ({ ...cohort, partial: true })) }
  return ctx.clickhouse.query(
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
}

/** How many of those who stood at a node before the tick left it in the tick, by the tick they arrived with. */
async function countGone(ctx: Context, plan: TickPlan, move: Move): Promise<Map<number, number>> {
  if (move.cohorts.length === 0) return new Map()
  const leavers = `(customer, passage) IN (
    SELECT customer, passage FROM journey_step
    WHERE journey = ${plan.journey.id} AND version = ${move.version} AND tick = ${plan.tick}
      AND origin = ${literal(move.id, 'String')} AND node IN ${literal(move.behaviour.targets, 'Array(String)')})`
  const rows = await ctx.clickhouse.query(
    `SELECT tick, count() AS customers FROM (${standingOf(plan, move, leavers)}) GROUP BY tick`,
    {},
    z.object({ tick: z.number(), customers: z.coerce.number() }),
    { pool: 'long' },
  )
  return new Map(rows.map(({ tick, customers }) => [tick, customers]))
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
