import { quietAction } from '../../../decide/policy/index.ts'
import type { Context } from '../../../platform/context.ts'
import { type GateQuestion, readCommittedTicks } from '../../contact-gate/index.ts'
import { behaviourOf } from '../nodes/index.ts'
import type { JourneyGraph } from '../schema.ts'
import type { Move, TickPlan } from './plan-tick.ts'
import { insertEntrantsSql, insertStepsSql } from './queries/insert-steps.ts'
import { insertTouchesSql } from './queries/insert-touches.ts'
import { statementMark } from './recover-journey.ts'
import { standingSql } from './standing-sql.ts'

const delayAt = (graph: JourneyGraph | undefined, id: string): number => {
  const node = graph?.nodes[id]
  return node ? behaviourOf(node).delay : 0
}

/** Write the rows of a planned tick. They do not count before the tick is committed. */
export async function writeTick(ctx: Context, plan: TickPlan): Promise<void> {
  const run = (sql: string): Promise<void> =>
    ctx.clickhouse.command(
      sql,
      {},
      { pool: 'long', settings: { log_comment: statementMark(plan.journey.id) } },
    )
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
        delay: delayAt(plan.graphs.get(entry.version), entry.next),
        entryNodes: [...plan.graphs.values()].map((graph) => graph.entry.next),
      }),
    )
  }
  for (const move of plan.moves) {
    const graph = plan.graphs.get(move.version)
    const standing = standingOf(plan, move)
    if (move.node.type === 'message') {
      const question = await gateQuestion(ctx, plan, move.node.channel)
      const { journey, tick } = plan
      await run(
        insertTouchesSql(
          { journey, version: move.version, node: move.id, tick, message: move.node, standing },
          question,
        ),
      )
    }
    const oldest = Math.min(...move.cohorts.map((cohort) => cohort.wake.getTime())) - move.behaviour.delay
    await run(
      insertStepsSql(
        { journey: plan.journey, node: move.id, now: plan.now, standing, since: new Date(oldest) },
        move.behaviour,
        {
          version: move.version,
          tick: plan.tick,
          delays: new Map(move.behaviour.targets.map((target) => [target, delayAt(graph, target)])),
        },
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
      targets: move.behaviour.targets,
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
