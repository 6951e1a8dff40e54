import type { GoalCondition } from '../../engage/journeys/index.ts'
import type { Question } from './judge-metric.ts'
import type { EffectPlan, Measure } from './plan-schema.ts'
import type { Computed } from './queries/measure-sql.ts'
import type { RegistryMeasure } from './registry-measures.ts'

export interface MetricOfEffect {
  readonly question: Question
  readonly computed: Computed
}

const names = {
  conversion: { 'zh-CN': '转化率', en: 'Conversion' },
  aum: { 'zh-CN': '户均 AUM 变化', en: 'AUM change a customer' },
  revenue: { 'zh-CN': '户均收入', en: 'Revenue a customer' },
} as const
const daysOfYear = 365
const fenOfYuan = 100

/** Every metric of an effect, the primary one first: those that every journey has, and those of its plan. */
export function metricsOf(
  plan: EffectPlan,
  goal: GoalCondition | null,
  windowDays: number,
  registry: ReadonlyMap<string, RegistryMeasure>,
): MetricOfEffect[] {
  const usual = { role: 'secondary', direction: 'increase', margin: 0 } as const
  const metrics: MetricOfEffect[] = []
  if (goal) {
    metrics.push({
      question: { key: 'conversion', name: names.conversion, unit: 'share', scale: 'share', ...usual },
      computed: { kind: 'goal', goal },
    })
  }
  metrics.push({
    question: { key: 'aum', name: names.aum, unit: 'money', scale: 'mean', ...usual },
    computed: { kind: 'aum' },
  })
  const { conversionValueFen, aumMarginBasisPoints } = plan.money
  if ((goal && conversionValueFen > 0) || aumMarginBasisPoints > 0) {
    metrics.push({
      question: { key: 'revenue', name: names.revenue, unit: 'money', scale: 'mean', ...usual },
      computed: {
        kind: 'revenue',
        conversionValue: conversionValueFen / fenOfYuan,
        margin: ((aumMarginBasisPoints / 10_000) * windowDays) / daysOfYear,
      },
    })
  }
  for (const { key, name, role, direction, margin, measure } of plan.metrics) {
    if (measure.kind !== 'registry') {
      const question = { key, name, role, direction, margin, ...scaleOf(measure) }
      metrics.push({ question, computed: measure })
      continue
    }
    // A metric that was archived since is measured no more.
    const known = registry.get(measure.metric)
    if (known) metrics.push({ question: { key, role, margin, ...known.question }, computed: known.computed })
  }
  const primary = metrics.find(({ question }) => question.key === plan.primary) ?? metrics[0]
  return metrics
    .map((metric) =>
      metric === primary ? { ...metric, question: { ...metric.question, role: 'primary' as const } } : metric,
    )
    .toSorted((a, b) => Number(b.question.role === 'primary') - Number(a.question.role === 'primary'))
}

function scaleOf({ kind }: Exclude<Measure, { kind: 'registry' }>): Pick<Question, 'scale' | 'unit'> {
  switch (kind) {
    case 'share':
    case 'opt_out':
      return { scale: 'share', unit: 'share' }
    case 'count':
    case 'sum':
      return { scale: 'mean', unit: 'number' }
    case 'ratio':
      return { scale: 'ratio', unit: 'ratio' }
  }
}
