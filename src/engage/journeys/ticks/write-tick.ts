import { quietAction } from '../../../decide/policy/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { type GateQuestion, readCommittedTicks } from '../../contact-gate/index.ts'
import {
  type Arrivals,
  comesByEventAlone,
  insertEntrantsSql,
  insertEventEntrantsSql,
} from '../entry/insert-entrants.ts'
import { type Arrival, behaviourOf, messageChoices, type MoveContext } from '../nodes/index.ts'
import type { JourneyGraph } from '../schema.ts'
import type { Move, TickPlan } from './plan-tick.ts'
import { insertRowMovesSql, insertStepsSql, type RowMove, type Targets } from './queries/insert-steps.ts'
import { insertTouchesSql } from './queries/insert-touches.ts'
import { statementMark } from './recover-journey.ts'
import { standingSql } from './standing-sql.ts'

/** Moves of fewer customers than this share statements with those of other journeys; larger ones gain nothing. */
const small = 100_000

type Run = (sql: string, journeyIds: readonly number[]) => Promise<void>

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

/** Write the rows of a planned tick. They do not count before the tick is committed. */
export async function writeTick(ctx: Context, plan: TickPlan): Promise<void> {
  await writeTicks(ctx, [plan])
}

/** The same for ticks of several journeys at one instant: what is small shares statements. */
export async function writeTicks(ctx: Context, plans: readonly TickPlan[]): Promise<void> {
  const run: Run = (sql, journeyIds) =>
    ctx.clickhouse.command(sql, {}, { pool: 'long', settings: { log_comment: statementMark(journeyIds) } })
  await writeEntries(ctx, plans, run)
  const shared: RowMove[] = []
  const committed = await committedWith(ctx, plans)
  for (const plan of plans.toSorted((a, b) => priorityOf(b) - priorityOf(a))) {
    for (const move of plan.moves) {
      await writeMove(ctx, plan, move, { run, shared, committed })
    }
  }
  if (shared.length > 0)
    await run(
      insertRowMovesSql(shared),
      shared.map(({ context }) => context.journey.id),
    )
}

async function writeEntries(ctx: Context, plans: readonly TickPlan[], run: Run): Promise<void> {
  const entries = plans.flatMap((plan): Arrivals[] => {
    const { entry } = plan
    if (!entry || entry.room === 0) return []
    const graph = plan.graphs.get(entry.version)
    return [
      {
        journey: plan.journey,
        tick: plan.tick,
        now: plan.now,
        plan: entry,
        delay: delayAt(graph, entry.entry.next, arrivalOf(ctx, plan)),
        ended: isEnd(graph, entry.entry.next),
        catalogue: plan.catalogue,
        timezone: ctx.config.timezone,
      },
    ]
  })
  const byEvent = entries.filter(comesByEventAlone)
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

interface Writing {
  readonly run: Run
  /** Small moves, to be written together at the end. */
  readonly shared: RowMove[]
  readonly committed: ReadonlyMap<number, number>
}

/**
 * What earlier moves of these very ticks queued counts as well: whoever stands at two messages gets both or is capped.
 */
async function committedWith(ctx: Context, plans: readonly TickPlan[]): Promise<Map<number, number>> {
  const sends = plans.some(({ moves }) => moves.some(({ node }) => node.type === 'message'))
  if (!sends) return new Map()
  return new Map([
    ...(await readCommittedTicks(ctx)),
    ...plans.map(({ journey, tick }) => [journey.id, tick] as const),
  ])
}

const usualPriority = 50
/** Of several journeys that contact people at one instant the more important asks the gate first. */
const priorityOf = ({ graphs }: TickPlan): number =>
  graphs.get(Math.max(...graphs.keys()))?.priority ?? usualPriority

async function writeMove(
  ctx: Context,
  plan: TickPlan,
  move: Move,
  { run, shared, committed }: Writing,
): Promise<void> {
  const graph = plan.graphs.get(move.version)
  const arrival = arrivalOf(ctx, plan)
  const { behaviour } = move
  const oldest = Math.min(...move.cohorts.map((cohort) => cohort.wake.getTime())) - behaviour.delay
  const context: MoveContext = {
    ...arrival,
    journey: plan.journey,
    version: move.version,
    node: move.id,
    tick: plan.tick,
    standing: standingOf(plan, move),
    since: new Date(oldest),
    catalogue: plan.catalogue,
  }
  if (move.node.type === 'message')
    await writeTouches(ctx, plan, move, context.standing, { run, shared, committed })
  for (const effect of behaviour.effects?.(context) ?? []) await run(effect, [plan.journey.id])
  const targets: Targets = {
    delays: new Map(behaviour.targets.map((target) => [target, delayAt(graph, target, arrival)])),
    ends: behaviour.targets.filter((target) => isEnd(graph, target)),
  }
  const customers = move.cohorts.reduce((sum, cohort) => sum + cohort.customers, 0)
  const whole = move.cohorts.every((cohort) => !cohort.partial)
  if (behaviour.target && whole && customers < small) {
    const ticks = move.cohorts.map((cohort) => cohort.tick)
    shared.push({ context, target: behaviour.target(context), targets, ticks, since: arrivedSince(move) })
    return
  }
  await run(insertStepsSql(context, behaviour, targets), [plan.journey.id])
}

/** Nobody waits longer than this. */
const longestWait = 3_661 * 86_400_000

/** No customer of these cohorts arrived before. */
function arrivedSince({ behaviour, cohorts }: Move): Date {
  const wake = Math.min(...cohorts.map((cohort) => cohort.wake.getTime()))
  return new Date(Math.max(0, wake - (behaviour.wakeAt ? longestWait : behaviour.delay)))
}

async function writeTouches(
  ctx: Context,
  plan: TickPlan,
  move: Move,
  standing: string,
  { run, committed }: Writing,
): Promise<void> {
  if (move.node.type !== 'message') return
  // The route itself is the gate's: until it answers for several channels, the first one listed is asked.
  const [choice] = messageChoices(move.node)
  if (!choice) throw new AppError('internal', `The message "${move.id}" has no channel`)
  const question: GateQuestion = {
    policy: plan.policy,
    channel: choice.channel,
    now: plan.now,
    quiet: quietAction(plan.policy, choice.channel, plan.now, ctx.config.timezone) === 'drop',
    committedTicks: committed,
  }
  const { journey, tick } = plan
  const touch = { journey, version: move.version, node: move.id, tick, message: choice, standing }
  await run(insertTouchesSql(touch, question), [journey.id])
}

/** SQL of the customers whom a move starts from. */
export function standingOf(plan: TickPlan, move: Move): string {
  return standingSql(
    {
      journey: plan.journey.id,
      version: move.version,
      node: move.id,
      targets: move.behaviour.ownWakes ? [...move.behaviour.targets, move.id] : move.behaviour.targets,
      committed: plan.tick - 1,
    },
    move.cohorts,
  )
}
