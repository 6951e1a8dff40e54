import type { JourneyGraph } from '../../engage/journeys/index.ts'
import type { Context } from '../../platform/context.ts'
import { type AskedEffect, askEffect } from './ask-effect.ts'
import { compare } from './judge-metric.ts'
import type { MetricOfEffect } from './plan-metrics.ts'
import { readArms, readAssignments } from './queries/read-arms.ts'
import { slicesByBranch } from './queries/slice-sql.ts'
import { computedOf, metricOf } from './read-slices.ts'
import type { SplitEffects } from './slice-schema.ts'
import { checkSampleRatio, suspiciousBelow } from './statistics/compare.ts'
import { holm } from './statistics/corrections.ts'

type Split = Extract<JourneyGraph['nodes'][string], { type: 'split' }>

/**
 * The branches of every random split of a journey, each against the first: from the arrival at the split, by intention
 * to treat, whatever the branch then did.
 * @throws AppError not_found, or invalid_request for a metric that the effect does not have
 */
export async function readSplitEffects(
  ctx: Context,
  journey: string,
  query: { metric?: string | undefined },
): Promise<SplitEffects> {
  const asked = await askEffect(ctx, journey)
  const metric = metricOf(asked, query.metric)
  const splits: SplitEffects['splits'] = []
  for (const [node, split] of Object.entries(asked.journey.publishedGraph?.nodes ?? {})) {
    // Branches that lead to the same node are one and the same for the steps, and for what comes after.
    if (split.type === 'split' && new Set(split.branches.map(({ next }) => next)).size > 1) {
      splits.push(await readSplit(ctx, asked, metric, node, split))
    }
  }
  return { metric: metric.question.key, unit: metric.question.unit, splits }
}

async function readSplit(
  ctx: Context,
  asked: AskedEffect,
  metric: MetricOfEffect,
  node: string,
  split: Split,
): Promise<SplitEffects['splits'][number]> {
  const question = { ...asked.question, holdoutNodes: [node], computed: computedOf(asked, metric) }
  const assignments = await readAssignments(ctx.clickhouse, question)
  const from = new Date(
    Math.min(asked.question.now.getTime(), ...assignments.map((assignment) => assignment.from.getTime())),
  )
  const arms =
    assignments.length > 0
      ? await readArms(ctx.clickhouse, question, from, slicesByBranch(node, question))
      : []
  const targets = [...new Set(split.branches.map(({ next }) => next))]
  const branches = targets.map((branch) => ({
    branch,
    name: split.branches.find(({ next }) => next === branch)?.name ?? null,
    expectedShare: expectedShare(asked.graphs, assignments, node, branch),
    arm: arms.find(({ slice }) => slice === branch),
  }))
  const check = checkSampleRatio(
    branches.map(({ arm }) => arm?.customers ?? 0),
    branches.map((branch) => branch.expectedShare),
  )
  const first = branches[0]?.arm?.moments[0]?.all
  const compared = branches.map(({ arm }, index) => {
    const own = arm?.moments[0]?.all
    return index > 0 && first && own ? compare(metric.question.scale, own, first) : null
  })
  const tested = compared.filter((found) => found !== null)
  const corrected = holm(tested.map(({ p }) => p))
  return {
    node,
    sampleRatio: check && { ...check, suspicious: check.p < suspiciousBelow },
    branches: branches.map(({ arm, ...branch }, index) => {
      const found = compared[index] ?? null
      return {
        ...branch,
        customers: arm?.customers ?? 0,
        mean: meanOf(metric, arm?.moments[0]?.all),
        comparison: found && {
          difference: found.difference,
          low: found.low,
          high: found.high,
          statistic: found.statistic,
          p: found.p,
        },
        correctedP: found === null ? null : (corrected[tested.indexOf(found)] ?? null),
      }
    }),
  }
}

function meanOf(
  { question }: MetricOfEffect,
  moments: { mean: number; denominator: number } | undefined,
): number {
  if (!moments) return 0
  if (question.scale !== 'ratio') return moments.mean
  return moments.denominator === 0 ? 0 : moments.mean / moments.denominator
}

/** What the versions meant to send down a branch, weighted by whom they sent. */
function expectedShare(
  graphs: ReadonlyMap<number, JourneyGraph>,
  assignments: Awaited<ReturnType<typeof readAssignments>>,
  node: string,
  branch: string,
): number {
  let meant = 0
  let all = 0
  for (const { version, customers } of assignments) {
    const split = graphs.get(version)?.nodes[node]
    const branches = split?.type === 'split' ? split.branches : []
    const percent = branches.reduce((sum, { next, percent: own }) => sum + (next === branch ? own : 0), 0)
    meant += (customers * percent) / 100
    all += customers
  }
  return all === 0 ? 0 : meant / all
}
