import type { Metric, Organisation } from '../../../api/metrics.ts'
import type { Breakdown, Question, TrendSeries } from '../analyses/model/question.ts'

interface Asked {
  readonly from: string
  readonly to: string
  readonly organisation: string
  readonly by: 'organisation' | 'class' | 'tag' | 'segment'
  readonly of: string
}

/**
 * A metric as a trend or as assets over time, whose points tell which customers are behind them; null where no
 * analysis asks the same.
 */
export function analysisOfMetric(
  { formula, condition }: Pick<Metric, 'formula' | 'condition'>,
  { from, to, organisation, by, of }: Asked,
  organisations: readonly Organisation[],
): Question | null {
  const place =
    organisation === '' ? [] : [{ attribute: 'branch', op: 'in', value: below(organisation, organisations) }]
  const population = [...place, ...(condition === null ? [] : [condition])]
  const breakdown = breakdownOf(by, of, organisation, organisations)
  const asked = {
    range: { from, to },
    ...(population.length === 0
      ? {}
      : { population: population.length === 1 ? population[0] : { all: population } }),
    ...(breakdown === undefined ? {} : { breakdown }),
  }
  if (formula.kind === 'balance')
    return formula.of === 'sum' && formula.classes === undefined
      ? { type: 'aum', ...asked, interval: 'day' }
      : null
  if (formula.kind !== 'measure') return null
  const [event, ...others] = formula.events
  const measure = measureOf(formula)
  if (event === undefined || others.length > 0 || measure === null) return null
  const { where = [] } = formula
  const series = { event, ...(where.length === 0 ? {} : { where }), measure } as TrendSeries
  return { type: 'trend', ...asked, series: [series], interval: intervalOf(formula) }
}

type Measured = Extract<Metric['formula'], { kind: 'measure' }>

function measureOf({ of, property = '', window }: Measured): TrendSeries['measure'] | null {
  if (typeof window === 'object' && window.days > 1)
    return of === 'users' ? { of: 'rolling_users', days: window.days } : null
  return of === 'sum' ? { of, property } : { of }
}

const intervalOf = ({ window }: Measured) =>
  window === 'week_to_date' ? 'week' : window === 'month_to_date' ? 'month' : 'day'

function breakdownOf(
  by: Asked['by'],
  of: string,
  organisation: string,
  organisations: readonly Organisation[],
): Breakdown | undefined {
  if (by === 'tag') return of === '' ? undefined : { by, tag: of }
  if (by === 'segment') return of === '' ? undefined : { by, segments: [of] }
  if (by === 'class') return undefined
  const level = organisations.find(({ code }) => code === organisation)?.level ?? 'head_office'
  return { by, level: level === 'head_office' ? 'branch' : 'sub_branch' }
}

/** Codes of an organisation and of everything below it. */
function below(code: string, organisations: readonly Organisation[]): string[] {
  const found = [code]
  for (const at of found)
    found.push(
      ...organisations
        .filter(({ parent, code: one }) => parent === at && !found.includes(one))
        .map((one) => one.code),
    )
  return found
}
