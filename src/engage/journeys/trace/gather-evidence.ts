import { z } from 'zod'
import { bucketSql } from '../../../decide/experiments/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import type { Context } from '../../../platform/context.ts'
import { happenedSql } from '../goal-sql.ts'
import type { JourneyGraph } from '../schema.ts'
import { explainRuleFor } from './explain-rule-for.ts'
import { drawKey, type Evidence, ruleKey, type Step } from './explain-step.ts'

/** A step with the one before it, in the version it was taken in. */
export interface Passed {
  readonly step: Step
  readonly before: Step | undefined
}

interface Traced {
  readonly journey: { readonly id: number; readonly key: string }
  readonly customer: number
  readonly graphs: ReadonlyMap<number, JourneyGraph>
}

/** Most buckets and happenings that are looked up one by one. */
const most = 500

/** Look up what explains these steps: buckets, happenings, rules and what the gate said. */
export async function gatherEvidence(
  ctx: Context,
  traced: Traced,
  passed: readonly Passed[],
  contacts: Evidence['contacts'],
): Promise<Evidence> {
  const recent = passed.slice(-most)
  const [buckets, happened, rules] = await Promise.all([
    readBuckets(ctx, traced, recent),
    readHappened(ctx, traced, recent),
    explainBranches(ctx, traced, recent),
  ])
  return { buckets, happened, rules, contacts }
}

const originOf = ({ graphs }: Traced, { step }: Passed) => graphs.get(step.version)?.nodes[step.origin]

async function readBuckets(
  ctx: Context,
  traced: Traced,
  passed: readonly Passed[],
): Promise<Map<string, number>> {
  const draws = passed.flatMap((one): [string, string][] => {
    const { step, before } = one
    const node = originOf(traced, one)
    const customer = String(step.customer)
    if (node?.type === 'holdout') {
      const bucket =
        node.scope === 'global'
          ? bucketSql(customer, '$global', 'holdout')
          : bucketSql(customer, traced.journey.key, `holdout:${step.origin}`)
      return [[drawKey(step), bucket]]
    }
    if (node?.type !== 'split') return []
    const draw = node.sticky === false ? `toUInt32(${before?.tick ?? 0})` : undefined
    return [[drawKey(step), bucketSql(customer, traced.journey.key, `split:${step.origin}`, draw)]]
  })
  if (draws.length === 0) return new Map()
  const [row] = await ctx.clickhouse.query(
    `SELECT [${draws.map(([, sql]) => `toUInt16(${sql})`).join(', ')}] AS buckets`,
    {},
    z.object({ buckets: z.array(z.number()) }),
  )
  return new Map(draws.map(([key], index) => [key, row?.buckets[index] ?? 0]))
}

/** The first thing that the customer did, after arriving at a node, of what the node waited for. */
async function readHappened(
  ctx: Context,
  traced: Traced,
  passed: readonly Passed[],
): Promise<Map<string, string>> {
  const waits = passed.flatMap((one): [string, string][] => {
    const { step, before } = one
    const node = originOf(traced, one)
    if (node?.type !== 'goal' && node?.type !== 'wait_for_event') return []
    const since = new Date(before?.at ?? step.at)
    return [
      [
        drawKey(step),
        `(SELECT min(at) FROM (${happenedSql(node.condition, since, new Date(step.at))}) WHERE customer = ${canonical(`toUInt32(${step.customer})`)})`,
      ],
    ]
  })
  if (waits.length === 0) return new Map()
  const [row] = await ctx.clickhouse.query(
    `SELECT [${waits.map(([, sql]) => `toString(${sql})`).join(', ')}] AS at`,
    {},
    z.object({ at: z.array(z.string()) }),
    { pool: 'long' },
  )
  return new Map(
    waits.flatMap(([key], index): [string, string][] => {
      const at = row?.at[index]
      return !at || at.startsWith('1970') ? [] : [[key, `${at.replace(' ', 'T')}Z`]]
    }),
  )
}

async function explainBranches(ctx: Context, traced: Traced, passed: readonly Passed[]) {
  const rules: Map<string, Awaited<ReturnType<typeof explainRuleFor>>> = new Map()
  for (const one of passed) {
    const node = originOf(traced, one)
    if (node?.type !== 'rule_split') continue
    const found = node.branches.findIndex(({ next }) => next === one.step.node)
    const branch = Math.max(found, 0)
    const key = ruleKey(one.step.version, one.step.origin, branch)
    const rule = node.branches[branch]?.rule
    if (rule && !rules.has(key)) rules.set(key, await explainRuleFor(ctx, rule, traced.customer))
  }
  return rules
}
