import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { goesFirst } from '../../../platform/clickhouse/precedence.ts'
import type { Context } from '../../../platform/context.ts'
import { type Arrivals, type FollowingStep, insertEntrantsSql } from '../entry/insert-entrants.ts'
import { insertEventEntrantsSql } from '../entry/insert-event-entrants.ts'
import { comesByEventAlone } from '../entry/plan-entry.ts'
import { type Arrival, behaviourOf, type MoveContext, type NodeBehaviour } from '../nodes/index.ts'
import type { JourneyGraph } from '../schema.ts'
import { byWake, type Move, type TickPlan, ticksOf } from './plan-tick.ts'
import { insertRowMovesSql, insertStepsSql, type RowMove, type Targets } from './queries/insert-steps.ts'
import type { Place } from './queries/rows-at-places.ts'
import { statementMark } from './recover-journey.ts'
import { standingSql } from './standing-sql.ts'
import { openTouches, type Run, type Touches, writeSharedTouches, writeTouches } from './write-touches.ts'

/** Moves of fewer customers than this share statements with those of other journeys; larger ones gain nothing. */
const small = 100_000

/** Milliseconds from arrival at a node until its customers are ready. */
function delayAt(graph: JourneyGraph | undefined, id: string, arrival: Arrival): number {
  const node = graph?.nodes[id]
  if (!node) return 0
  const { delay, wakeAt } = behaviourOf(node)
  return wakeAt ? Math.max(0, wakeAt(arrival).getTime() - arrival.now.getTime()) : delay
}

/** Passages end at exits and at `$holdout`, `$goal` … */
const isEnd = (graph: JourneyGraph | undefined, id: string): boolean =>
  id.startsWith('$') || graph?.nodes[id]?.type === 'exit'

/**
 * Write the rows of planned ticks of several journeys at one instant, and of those that follow them at once; what is
 * small shares statements. They do not count before the ticks are committed.
 */
export async function writeTicks(ctx: Context, plans: readonly TickPlan[]): Promise<void> {
  const run: Run = (sql, journeyIds) =>
    ctx.clickhouse.command(
      sql,
      {},
      {
        pool: 'long',
        settings: { ...goesFirst, log_comment: statementMark(journeyIds) },
      },
    )
  await writeEntries(ctx, plans, run)
  const touches = await openTouches(ctx, plans)
  const shared: RowMove[] = []
  const all = plans.flatMap((plan) => ticksOf(plan).map((tick, later) => ({ tick, later })))
  all.sort((a, b) => a.later - b.later || priorityOf(b.tick) - priorityOf(a.tick))
  for (const { tick, later } of all) {
    for (const move of tick.moves) {
      // Steps of those who just came in are written with their entry.
      const steps = later === 0 ? { shared } : null
      await writeMove(ctx, tick, move, { run, steps, touches })
    }
  }
  const steps = async (): Promise<void> => {
    if (shared.length > 0)
      await run(
        insertRowMovesSql(shared),
        shared.map(({ context }) => context.journey.id),
      )
  }
  // Neither reads what the other writes. Both end before an error is told: nothing is written behind a recovery's back.
  const written = await Promise.allSettled([writeSharedTouches(ctx, touches, run), steps()])
  for (const result of written) if (result.status === 'rejected') throw result.reason
}

async function writeEntries(ctx: Context, plans: readonly TickPlan[], run: Run): Promise<void> {
  const entries = plans.flatMap((plan): Arrivals[] => {
    const { entry } = plan
    if (!entry || entry.room === 0 || entry.comers.nobody) return []
    const graph = plan.graphs.get(entry.version)
    return [
      {
        journey: plan.journey,
        tick: plan.tick,
        now: plan.now,
        plan: entry,
        delay: delayAt(graph, entry.entry.next, arrivalOf(ctx, plan)),
        ended: isEnd(graph, entry.entry.next),
        following: (plan.following ?? []).map((moves, i) =>
          moves.map((move) => followingStep(ctx, { ...plan, tick: plan.tick + i + 1 }, move)),
        ),
        catalogue: plan.catalogue,
        timezone: ctx.config.timezone,
      },
    ]
  })
  const byEvent = entries.filter(({ plan }) => comesByEventAlone(plan))
  if (byEvent.length > 0)
    await run(
      insertEventEntrantsSql(byEvent),
      byEvent.map(({ journey }) => journey.id),
    )
  for (const entry of entries) {
    if (!byEvent.includes(entry)) await run(insertEntrantsSql(entry), [entry.journey.id])
  }
}

const arrivalOf = (ctx: Context, plan: TickPlan): Arrival => ({
  now: plan.now,
  timezone: ctx.config.timezone,
  tradingDays: plan.tradingDays,
})

/** What those who just came in do at one node, as part of the statement that lets them in. */
function followingStep(ctx: Context, plan: TickPlan, { version, id, behaviour }: Move): FollowingStep {
  const arrival = arrivalOf(ctx, plan)
  const { journey, tick, catalogue } = plan
  const context = { ...arrival, journey, keySql: 'journey_key', version, node: id, tick, catalogue }
  return {
    node: id,
    target: behaviour.target?.(context) ?? `''`,
    targets: targetsOf(plan.graphs.get(version), behaviour, arrival),
  }
}

const targetsOf = (
  graph: JourneyGraph | undefined,
  { targets }: NodeBehaviour,
  arrival: Arrival,
): Targets => ({
  delays: new Map(targets.map((target) => [target, delayAt(graph, target, arrival)])),
  ends: targets.filter((target) => isEnd(graph, target)),
})

interface Writing {
  readonly run: Run
  /** How steps are written, small ones together at the end; null when they are written already. */
  readonly steps: { readonly shared: RowMove[] } | null
  readonly touches: Touches
}

const usualPriority = 50
/** Of several journeys that contact people at one instant the more important asks the gate first. */
const priorityOf = ({ graphs }: TickPlan): number =>
  graphs.get(Math.max(...graphs.keys()))?.priority ?? usualPriority

async function writeMove(
  ctx: Context,
  plan: TickPlan,
  move: Move,
  { run, steps, touches }: Writing,
): Promise<void> {
  const arrival = arrivalOf(ctx, plan)
  const { behaviour } = move
  const oldest = Math.min(...move.cohorts.map((cohort) => cohort.wake.getTime())) - behaviour.delay
  const context: MoveContext = {
    ...arrival,
    journey: plan.journey,
    version: move.version,
    node: move.id,
    tick: plan.tick,
    standing: candidatesOf(plan, move, new Date(oldest)),
    since: new Date(oldest),
    catalogue: plan.catalogue,
  }
  const customers = move.cohorts.reduce((sum, cohort) => sum + cohort.customers, 0)
  const place = customers < small ? placeOf(plan, move) : null
  await writeTouches(touches, plan, move, { standing: context.standing, customers, place }, run)
  for (const effect of behaviour.effects?.(context) ?? []) await run(effect, [plan.journey.id])
  if (!steps) return
  const targets = targetsOf(plan.graphs.get(move.version), behaviour, arrival)
  if (behaviour.target && place) {
    steps.shared.push({
      context,
      target: behaviour.target({ ...context, keySql: 'journey_key' }),
      targets,
      place,
    })
    return
  }
  await run(insertStepsSql(context, behaviour, targets), [plan.journey.id])
}

/** Nobody waits longer than this. */
const longestWait = 3_661 * 86_400_000

/** Where whole cohorts stand; null when some have left already. */
function placeOf(plan: TickPlan, { version, id, behaviour, cohorts }: Move): Place | null {
  if (cohorts.some((cohort) => cohort.partial)) return null
  const wake = Math.min(...cohorts.map((cohort) => cohort.wake.getTime()))
  return {
    journey: plan.journey.id,
    version,
    node: id,
    ticks: cohorts.map((cohort) => cohort.tick),
    since: new Date(Math.max(0, wake - (behaviour.wakeAt ? longestWait : behaviour.delay))),
  }
}

/** SQL of the customers who stand where a move starts. @param among only those of whom this condition is true */
export function standingOf(plan: TickPlan, move: Move, among?: string): string {
  return standingSql(
    {
      journey: plan.journey.id,
      version: move.version,
      node: move.id,
      // Whoever left otherwise: by an exit condition, or to wait on at the same node.
      targets: [...new Set([...move.behaviour.targets, '$exit_rule', move.id])],
      committed: plan.tick - 1,
      ...(among === undefined ? {} : { among }),
    },
    move.cohorts,
  )
}

/** SQL of the customers who may leave: of cohorts that still sleep only those whom the node lets go early. */
function candidatesOf(plan: TickPlan, move: Move, since: Date): string {
  const { early } = move.behaviour
  if (!early) return standingOf(plan, move)
  const { awake, asleep } = byWake(move.cohorts, plan.now)
  const among = `${canonical('customer')} IN (${early({ since, now: plan.now })})`
  return [
    standingOf(plan, { ...move, cohorts: awake }),
    standingOf(plan, { ...move, cohorts: asleep }, among),
  ]
    .filter((sql) => sql !== '')
    .join('\nUNION ALL\n')
}
