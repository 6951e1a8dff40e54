import type { Context } from '../../platform/context.ts'
import { type AskedEffect, askEffect } from './ask-effect.ts'
import { computeMoney } from './compute-money.ts'
import { judgeMetric } from './judge-metric.ts'
import type { EffectPlan } from './plan-schema.ts'
import { type Arm, readArms } from './queries/read-arms.ts'
import type { EffectArm, EffectReport, MetricResult } from './schema.ts'
import { checkSampleRatio, compareMeans, suspiciousBelow } from './statistics/compare.ts'
import { benjaminiHochberg, holm } from './statistics/corrections.ts'

/**
 * The effect of a journey: its treated customers against those held out, from assignment, by intention to treat.
 * @throws AppError not_found
 */
export async function computeEffect(ctx: Context, key: string): Promise<EffectReport> {
  const asked = await askEffect(ctx, key)
  const { journey, planned, question, goal, windowDays, holdoutShare } = asked
  const { plan } = planned
  const arms = asked.anyone ? await readArms(ctx.clickhouse, question, asked.from) : []
  const [treatedArm, heldArm] = [arms.find((arm) => !arm.held), arms.find((arm) => arm.held)]
  const treated = armOf(asked, treatedArm)
  const holdout = question.holdoutNodes.length > 0 ? armOf(asked, heldArm) : null
  const metrics = treatedArm && heldArm && holdout ? judge(asked, treatedArm, heldArm, holdoutShare) : []
  const conversion = metrics.find((metric) => metric.key === 'conversion')?.comparison ?? null
  const aumIndex = question.computed.findIndex(({ kind }) => kind === 'aum')
  const [treatedAum, heldAum] = [treatedArm?.moments[aumIndex], heldArm?.moments[aumIndex]]
  const aum = treatedAum && heldAum ? compareMeans(treatedAum.all, heldAum.all) : null
  return {
    journey: key,
    name: journey.name,
    status: journey.status,
    windowDays,
    goal,
    treated,
    holdout,
    sampleRatio: holdout ? sampleRatioOf(treated, holdout, holdoutShare) : null,
    conversion,
    aum,
    incremental: holdout
      ? {
          conversions: treated.customers * (conversion?.difference ?? 0),
          aum: treated.customers * (aum?.difference ?? 0),
        }
      : null,
    metrics,
    money: await computeMoney(ctx, journey, plan.money, treated.customers, metrics),
    plan: {
      version: planned.version,
      plannedCustomers: plan.plannedCustomers,
      winsorise: plan.winsorise,
      correction: plan.correction,
    },
    complete:
      arms.length > 0 &&
      arms.every((arm) => arm.last.getTime() + question.windowMilliseconds <= question.now.getTime()),
    computedAt: question.now.toISOString(),
  }
}

function judge(
  { metrics, planned: { plan } }: AskedEffect,
  treated: Arm,
  held: Arm,
  share: number,
): MetricResult[] {
  const results = metrics.flatMap(({ question }, index) => {
    const [one, two] = [treated.moments[index], held.moments[index]]
    return one && two
      ? [
          judgeMetric(question, one, two, {
            plannedCustomers: plan.plannedCustomers,
            holdoutShare: share,
          }),
        ]
      : []
  })
  return corrected(results, plan.correction)
}

/** Secondary metrics are looked at because there are many: their p values say so. */
function corrected(results: readonly MetricResult[], method: EffectPlan['correction']): MetricResult[] {
  const secondary = results.filter(({ role, comparison }) => role === 'secondary' && comparison)
  const adjust = method === 'holm' ? holm : benjaminiHochberg
  const adjusted = adjust(secondary.map(({ comparison }) => comparison?.p ?? 1))
  return results.map((result) => {
    const place = secondary.indexOf(result)
    return place === -1 ? result : { ...result, correctedP: adjusted[place] ?? null }
  })
}

function sampleRatioOf(
  treated: EffectArm,
  holdout: EffectArm,
  expected: number,
): EffectReport['sampleRatio'] {
  const check = checkSampleRatio([treated.customers, holdout.customers], [1 - expected, expected])
  if (!check) return null
  return {
    expectedHoldoutShare: expected,
    observedHoldoutShare: holdout.customers / (treated.customers + holdout.customers),
    ...check,
    suspicious: check.p < suspiciousBelow,
  }
}

function armOf({ question }: AskedEffect, arm: Arm | undefined): EffectArm {
  const momentsOf = (kind: 'goal' | 'aum') =>
    arm?.moments[question.computed.findIndex((computed) => computed.kind === kind)]?.all
  const [goal, aum] = [momentsOf('goal'), momentsOf('aum')]
  return {
    customers: arm?.customers ?? 0,
    contacted: arm?.contacted ?? 0,
    delivered: arm?.delivered ?? 0,
    opened: arm?.opened ?? 0,
    clicked: arm?.clicked ?? 0,
    converted: goal ? Math.round(goal.mean * goal.count) : 0,
    aumChange: aum?.mean ?? 0,
    aumVariance: aum?.variance ?? 0,
  }
}
