import type { Plan } from '../../api/effects.ts'

export const kinds = ['registry', 'share', 'count', 'sum', 'ratio', 'opt_out'] as const
type Metric = Plan['metrics'][number]
type Measure = Metric['measure']

interface MetricForm {
  readonly key: string
  readonly nameZh: string
  readonly nameEn: string
  readonly role: Metric['role']
  readonly direction: Metric['direction']
  readonly margin: number | null
  readonly kind: (typeof kinds)[number]
  readonly event?: string | undefined
  readonly property?: string | undefined
  readonly denominator?: string | undefined
  /** Key of a metric of the registry. */
  readonly metric?: string | undefined
}

/** The plan as people fill it in: yuan instead of fen, names side by side. */
export interface PlanForm {
  readonly primary: string | null | undefined
  readonly plannedCustomers: number | null
  readonly winsorise: number | null
  readonly correction: Plan['correction']
  readonly conversionValue: number | null
  readonly aumMarginBasisPoints: number | null
  readonly fixedCost: number | null
  readonly metrics: readonly (MetricForm | undefined)[]
}

export function formOfPlan(plan: Plan): PlanForm {
  return {
    primary: plan.primary,
    plannedCustomers: plan.plannedCustomers,
    winsorise: plan.winsorise,
    correction: plan.correction,
    conversionValue: plan.money.conversionValueFen / 100,
    aumMarginBasisPoints: plan.money.aumMarginBasisPoints,
    fixedCost: plan.money.fixedCostFen / 100,
    metrics: plan.metrics.map(({ key, name, role, direction, margin, measure }) => ({
      key,
      nameZh: name['zh-CN'],
      nameEn: name.en,
      role,
      direction,
      margin,
      kind: measure.kind,
      ...fieldsOf(measure),
    })),
  }
}

function fieldsOf(measure: Measure): Pick<MetricForm, 'event' | 'property' | 'denominator' | 'metric'> {
  switch (measure.kind) {
    case 'registry':
      return { metric: measure.metric }
    case 'opt_out':
      return {}
    case 'sum':
      return { event: measure.event, property: measure.property }
    case 'ratio':
      return {
        event: measure.numerator.event,
        property: measure.numerator.property,
        denominator: measure.denominator.event,
      }
    default:
      return { event: measure.event }
  }
}

/** @param before conditions and prices that the form does not show stay as they were */
export function planOfForm(form: PlanForm, before: Plan): Plan {
  return {
    primary: form.primary ?? null,
    plannedCustomers: form.plannedCustomers ?? before.plannedCustomers,
    winsorise: form.winsorise ?? null,
    correction: form.correction,
    money: {
      ...before.money,
      conversionValueFen: Math.round((form.conversionValue ?? 0) * 100),
      aumMarginBasisPoints: form.aumMarginBasisPoints ?? 0,
      fixedCostFen: Math.round((form.fixedCost ?? 0) * 100),
    },
    metrics: form.metrics.flatMap((metric) =>
      metric === undefined
        ? []
        : [
            {
              key: metric.key,
              name: { 'zh-CN': metric.nameZh, en: metric.nameEn },
              role: metric.role,
              direction: metric.direction,
              margin: metric.margin ?? 0,
              measure: measureOf(metric, before.metrics.find(({ key }) => key === metric.key)?.measure),
            },
          ],
    ),
  }
}

function measureOf(form: MetricForm, before?: Measure): Measure {
  const { kind, event = '', property, denominator = '', metric = '' } = form
  const where = before !== undefined && 'where' in before ? before.where : []
  switch (kind) {
    case 'registry':
      return { kind, metric }
    case 'opt_out':
      return { kind }
    case 'sum':
      return { kind, event, where, property: property ?? '' }
    case 'ratio': {
      const ratio = before?.kind === 'ratio' ? before : undefined
      return {
        kind,
        numerator: {
          where: ratio?.numerator.where ?? [],
          event,
          ...(property ? { property } : {}),
        },
        denominator: {
          ...ratio?.denominator,
          where: ratio?.denominator.where ?? [],
          event: denominator,
        },
      }
    }
    default:
      return { kind, event, where }
  }
}
