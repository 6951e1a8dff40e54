import {
  type JourneyGraph,
  type JourneyView,
  readJourney,
  readJourneyGraphs,
} from '../../engage/journeys/index.ts'
import type { Context } from '../../platform/context.ts'
import { type Arm, type EffectQuestion, readArms, readAssignments } from './queries/read-arms.ts'
import type { EffectArm, EffectReport } from './schema.ts'
import { checkSampleRatio, compareMeans, compareProportions } from './statistics/compare.ts'

const day = 86_400_000
const defaultWindowDays = 30
/** Below this the groups' sizes are too unlikely to be chance. */
const suspiciousBelow = 0.01

type Graphs = ReadonlyMap<number, JourneyGraph>

/**
 * The effect of a journey: its treated customers against those held out, from assignment, by intention to treat.
 * @throws AppError not_found
 */
export async function computeEffect(ctx: Context, key: string): Promise<EffectReport> {
  const journey = await readJourney(ctx, key)
  const graphs = await readJourneyGraphs(ctx, journey.id)
  const { goal, windowDays } = measureOf(journey)
  const now = ctx.clock.now()
  const question: EffectQuestion = {
    journey: journey.id,
    committedTick: journey.committedTick,
    holdoutNodes: [...new Set([...graphs.values()].flatMap(holdoutNodesOf))],
    goal,
    windowMilliseconds: windowDays * day,
    now,
    timezone: ctx.config.timezone,
  }
  const assignments = await readAssignments(ctx.clickhouse, question)
  const from = new Date(
    Math.min(now.getTime(), ...assignments.map((assignment) => assignment.from.getTime())),
  )
  const arms = assignments.length > 0 ? await readArms(ctx.clickhouse, question, from) : []
  const treated = armOf(arms.find((arm) => !arm.held))
  const holdout = question.holdoutNodes.length > 0 ? armOf(arms.find((arm) => arm.held)) : null
  const conversion =
    holdout && goal
      ? compareProportions(
          { successes: treated.converted, trials: treated.customers },
          { successes: holdout.converted, trials: holdout.customers },
        )
      : null
  const aum = holdout ? compareMeans(sampleOf(treated), sampleOf(holdout)) : null
  return {
    journey: key,
    name: journey.name,
    status: journey.status,
    windowDays,
    goal,
    treated,
    holdout,
    sampleRatio: holdout ? sampleRatioOf(treated, holdout, expectedHoldoutShare(graphs, assignments)) : null,
    conversion,
    aum,
    incremental: holdout
      ? {
          conversions: treated.customers * (conversion?.difference ?? 0),
          aum: treated.customers * (aum?.difference ?? 0),
        }
      : null,
    complete:
      arms.length > 0 &&
      arms.every((arm) => arm.last.getTime() + question.windowMilliseconds <= now.getTime()),
    computedAt: now.toISOString(),
  }
}

/** What counts and for how long: as the published graph says, else as its first goal says. */
function measureOf(journey: JourneyView): Pick<EffectQuestion, 'goal'> & { windowDays: number } {
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

/** The share that the versions meant to hold out, weighted by whom they assigned. */
function expectedHoldoutShare(
  graphs: Graphs,
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

function sampleRatioOf(
  treated: EffectArm,
  holdout: EffectArm,
  expected: number,
): EffectReport['sampleRatio'] {
  const check = checkSampleRatio(treated.customers, holdout.customers, expected)
  if (!check) return null
  return {
    expectedHoldoutShare: expected,
    observedHoldoutShare: holdout.customers / (treated.customers + holdout.customers),
    ...check,
    suspicious: check.p < suspiciousBelow,
  }
}

function armOf(arm: Arm | undefined): EffectArm {
  return {
    customers: arm?.customers ?? 0,
    contacted: arm?.contacted ?? 0,
    delivered: arm?.delivered ?? 0,
    opened: arm?.opened ?? 0,
    clicked: arm?.clicked ?? 0,
    converted: arm?.converted ?? 0,
    aumChange: arm?.aumChange ?? 0,
    aumVariance: arm?.aumVariance ?? 0,
  }
}

const sampleOf = (arm: EffectArm) => ({
  count: arm.customers,
  mean: arm.aumChange,
  variance: arm.aumVariance,
})
