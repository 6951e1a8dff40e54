import {
  type GoalCondition,
  type JourneyGraph,
  type JourneyView,
  readJourney,
  readJourneyGraphs,
} from '../../engage/journeys/index.ts'
import type { Context } from '../../platform/context.ts'
import { type MetricOfEffect, metricsOf } from './plan-metrics.ts'
import type { EffectPlanView } from './plan-schema.ts'
import { type EffectQuestion, readAssignments } from './queries/read-arms.ts'
import { loadRegistryMeasures, registryKeysOf } from './registry-measures.ts'
import { readPlan } from './save-plan.ts'

const day = 86_400_000
const defaultWindowDays = 30

export interface AskedEffect {
  readonly journey: JourneyView
  /** Every published graph, by version. */
  readonly graphs: ReadonlyMap<number, JourneyGraph>
  readonly planned: EffectPlanView
  readonly goal: GoalCondition | null
  readonly windowDays: number
  readonly metrics: readonly MetricOfEffect[]
  readonly question: EffectQuestion
  /** Nobody was assigned before. */
  readonly from: Date
  readonly anyone: boolean
  /** The share that the versions meant to hold out, weighted by whom they assigned; 0: nobody. */
  readonly holdoutShare: number
}

/**
 * What is to be asked about a journey, from its graphs and its plan.
 * @throws AppError not_found
 */
export async function askEffect(ctx: Context, key: string): Promise<AskedEffect> {
  const journey = await readJourney(ctx, key)
  const [graphs, planned] = await Promise.all([readJourneyGraphs(ctx, journey.id), readPlan(ctx, key)])
  const { goal, windowDays } = measureOf(journey)
  const now = ctx.clock.now()
  const assigned = {
    journey: journey.id,
    committedTick: journey.committedTick,
    holdoutNodes: [...new Set([...graphs.values()].flatMap(holdoutNodesOf))],
  }
  const assignments = await readAssignments(ctx.clickhouse, assigned)
  const last = Math.max(...assignments.map(({ to }) => to.getTime())) + windowDays * day
  const until = new Date(Math.min(now.getTime(), ...(assignments.length > 0 ? [last] : [])))
  const registry = await loadRegistryMeasures(ctx, registryKeysOf(planned.plan), until)
  const metrics = metricsOf(planned.plan, goal, windowDays, registry)
  const question: EffectQuestion = {
    ...assigned,
    computed: metrics.map(({ computed }) => computed),
    winsorise: planned.plan.winsorise,
    windowMilliseconds: windowDays * day,
    now,
    timezone: ctx.config.timezone,
  }
  return {
    journey,
    graphs,
    planned,
    goal,
    windowDays,
    metrics,
    question,
    from: new Date(Math.min(now.getTime(), ...assignments.map((assignment) => assignment.from.getTime()))),
    anyone: assignments.length > 0,
    holdoutShare: expectedHoldoutShare(graphs, assignments),
  }
}

/** What counts and for how long: as the published graph says, else as its first goal says. */
function measureOf(journey: JourneyView): { goal: GoalCondition | null; windowDays: number } {
  const graph = journey.publishedGraph
  if (graph === null) return { goal: null, windowDays: defaultWindowDays }
  const first = Object.values(graph.nodes).find((node) => node.type === 'goal')
  return {
    goal: graph.measure?.condition ?? first?.condition ?? null,
    windowDays: graph.measure?.withinDays ?? first?.withinDays ?? defaultWindowDays,
  }
}

function holdoutNodesOf(graph: JourneyGraph): string[] {
  return Object.entries(graph.nodes).flatMap(([id, node]) => (node.type === 'holdout' ? [id] : []))
}

function expectedHoldoutShare(
  graphs: ReadonlyMap<number, JourneyGraph>,
  assignments: Awaited<ReturnType<typeof readAssignments>>,
): number {
  let meant = 0
  let all = 0
  for (const { version, node, customers } of assignments) {
    const assigning = graphs.get(version)?.nodes[node]
    meant += assigning?.type === 'holdout' ? (customers * assigning.percent) / 100 : 0
    all += customers
  }
  return all === 0 ? 0 : meant / all
}
