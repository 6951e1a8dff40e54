import { quietAction } from '../../../decide/policy/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { type GateQuestion, readCommittedTicks } from '../../contact-gate/index.ts'
import { type Arrival, behaviourOf, messageChoices, type MoveContext } from '../nodes/index.ts'
import type { JourneyGraph } from '../schema.ts'
import type { Move, TickPlan } from './plan-tick.ts'
import { insertEntrantsSql, insertStepsSql } from './queries/insert-steps.ts'
import { insertTouchesSql } from './queries/insert-touches.ts'
import { statementMark } from './recover-journey.ts'
import { standingSql } from './standing-sql.ts'

/** Milliseconds from arrival at a node until its customers are ready. */
function delayAt(graph: JourneyGraph | undefined, id: string, arrival: Arrival): number {
  const node = graph?.nodes[id]
  if (!node) return 0
  const { delay, wakeAt } = behaviourOf(node)
  return wakeAt ? Math.max(0, wakeAt(arrival).getTime() - arrival.now.getTime()) : delay
}

/** Write the rows of a planned tick. They do not count before the tick is committed. */
export async function writeTick(ctx: Context, plan: TickPlan): Promise<void> {
  const run = (sql: string): Promise<void> =>
    ctx.clickhouse.command(
      sql,
      {},
      { pool: 'long', settings: { log_comment: statementMark(plan.journey.id) } },
    )
  const arrival: Arrival = { now: plan.now, timezone: ctx.config.timezone, tradingDays: plan.tradingDays }
  if (plan.entry) {
    const { entry } = plan
    await run(
      insertEntrantsSql({
        journey: plan.journey.id,
        version: entry.version,
        tick: plan.tick,
        now: plan.now,
        segment: entry.segment,
        snapshot: entry.snapshot,
        node: entry.next,
        delay: delayAt(plan.graphs.get(entry.version), entry.next, arrival),
        entryNodes: [...plan.graphs.values()].map((graph) => graph.entry.next),
      }),
    )
  }
  for (const move of plan.moves) {
    const graph = plan.graphs.get(move.version)
    const standing = standingOf(plan, move)
    if (move.node.type === 'message') {
      // The route itself is the gate's: until it answers for several channels, the first one listed is asked.
      const [choice] = messageChoices(move.node)
      if (!choice) throw new AppError('internal', `The message "${move.id}" has no channel`)
      const question = await gateQuestion(ctx, plan, choice.channel)
      const { journey, tick } = plan
      await run(
        insertTouchesSql(
          { journey, version: move.version, node: move.id, tick, message: choice, standing },
          question,
        ),
      )
    }
    const oldest = Math.min(...move.cohorts.map((cohort) => cohort.wake.getTime())) - move.behaviour.delay
    const context: MoveContext = {
      ...arrival,
      journey: plan.journey,
      version: move.version,
      node: move.id,
      tick: plan.tick,
      standing,
      since: new Date(oldest),
      catalogue: plan.catalogue,
    }
    for (const effect of move.behaviour.effects?.(context) ?? []) await run(effect)
    await run(
      insertStepsSql(
        context,
        move.behaviour,
        new Map(move.behaviour.targets.map((target) => [target, delayAt(graph, target, arrival)])),
      ),
    )
  }
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

async function gateQuestion(
  ctx: Context,
  plan: TickPlan,
  channel: GateQuestion['channel'],
): Promise<GateQuestion> {
  return {
    policy: plan.policy,
    channel,
    now: plan.now,
    quiet: quietAction(plan.policy, channel, plan.now, ctx.config.timezone) === 'drop',
    // What earlier moves of this very tick queued counts as well: whoever stands at two messages gets both or is capped.
    committedTicks: new Map([...(await readCommittedTicks(ctx)), [plan.journey.id, plan.tick]]),
  }
}
