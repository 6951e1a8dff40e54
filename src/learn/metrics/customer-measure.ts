import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { Expression } from '../../understand/tags/index.ts'
import { type Base, type Definition, type Resolved, resolveFormula } from './resolve-formula.ts'
import type { MetricView } from './schema.ts'
import { metricTables } from './store.ts'

/** What one customer adds to a metric: `factor` times what the base says of them. */
export interface Term {
  readonly factor: number
  readonly base: Base
}

/** A metric as a sum over customers, or as one such sum over another. */
export interface CustomerMeasure extends Pick<MetricView, 'name' | 'unit' | 'direction'> {
  readonly of: readonly Term[]
  readonly per: readonly Term[] | null
}

type Form = { readonly constant: number } | Pick<CustomerMeasure, 'of' | 'per'>

/**
 * Metrics down to what each customer adds to them, by key: what is measured of each side of an effect. Archived ones
 * and those that do not exist are missing.
 * @throws AppError invalid_definition for a metric that is no sum over customers, nor one over another
 */
export async function loadCustomerMeasures(
  ctx: Pick<Context, 'postgres'>,
  keys: readonly string[],
): Promise<Map<string, CustomerMeasure>> {
  if (keys.length === 0) return new Map()
  const rows = await metricTables(ctx.postgres)
    .selectFrom('metric')
    .select(['key', 'name', 'unit', 'direction', 'formula', 'condition'])
    .where('archived_at', 'is', null)
    .execute()
  const definitions = new Map<string, Definition>(rows.map((row) => [row.key, row]))
  return new Map(
    rows
      .filter(({ key }) => keys.includes(key))
      .map((row) => {
        const { name, unit, direction } = row
        return [row.key, { name, unit, direction, ...measureOf(row, definitions) }]
      }),
  )
}

function measureOf(
  metric: Definition,
  definitions: ReadonlyMap<string, Definition>,
): Pick<CustomerMeasure, 'of' | 'per'> {
  const refused = (why: string): AppError =>
    new AppError('invalid_definition', `"${metric.key}" cannot be measured of single customers: ${why}`)
  const form = formOf(resolveFormula(metric, definitions), refused)
  if ('constant' in form) throw refused('it is a constant')
  if (form.per && JSON.stringify(form.per.map(withoutWindow)) === JSON.stringify(form.of.map(withoutWindow)))
    throw refused('within the window of an effect its numerator and its denominator are the same')
  return form
}

/** Of an effect its own window counts, not that of the metric. */
function withoutWindow({ factor, base }: Term): Term {
  if (base.formula.kind !== 'measure' && base.formula.kind !== 'opt_out') return { factor, base }
  const { window: _window, ...formula } = base.formula
  return { factor, base: { ...base, formula } }
}

function formOf(resolved: Resolved, refused: (why: string) => AppError): Form {
  switch (resolved.kind) {
    case 'base':
      return { of: [{ factor: 1, base: resolved.base }], per: null }
    case 'ratio':
      return over(formOf(resolved.of, refused), formOf(resolved.per, refused), refused)
    case 'expression': {
      const of = (part: Expression): Form => {
        switch (part.kind) {
          case 'number':
            return { constant: part.value }
          case 'negative':
            return times(of(part.of), -1)
          case 'tag': {
            const metric = resolved.metrics.get(part.key)
            if (!metric) throw refused(`there is no metric "${part.key}"`)
            return formOf(metric, refused)
          }
          case 'binary':
            return combine(part.sign, of(part.left), of(part.right), refused)
          default:
            throw refused('its expression is more than sums, differences, multiples and one ratio of metrics')
        }
      }
      return of(resolved.expression)
    }
  }
}

function combine(sign: string, left: Form, right: Form, refused: (why: string) => AppError): Form {
  switch (sign) {
    case '+':
      return plus(left, right, refused)
    case '-':
      return plus(left, times(right, -1), refused)
    case '*':
      if ('constant' in left) return times(right, left.constant)
      if ('constant' in right) return times(left, right.constant)
      throw refused('it multiplies metrics')
    case '/':
      return over(left, right, refused)
    default:
      throw refused(`its expression compares by "${sign}"`)
  }
}

function times(form: Form, by: number): Form {
  if ('constant' in form) return { constant: form.constant * by }
  return { of: form.of.map(({ factor, base }) => ({ factor: factor * by, base })), per: form.per }
}

function plus(left: Form, right: Form, refused: (why: string) => AppError): Form {
  if ('constant' in left && 'constant' in right) return { constant: left.constant + right.constant }
  if ('constant' in left || 'constant' in right) throw refused('it adds a constant to a metric')
  if (JSON.stringify(left.per) !== JSON.stringify(right.per))
    throw refused('it adds ratios of different denominators')
  return { of: [...left.of, ...right.of], per: left.per }
}

function over(of: Form, per: Form, refused: (why: string) => AppError): Form {
  if ('constant' in per) {
    if (per.constant === 0) throw refused('it divides by 0')
    return times(of, 1 / per.constant)
  }
  if ('constant' in of || of.per !== null || per.per !== null) throw refused('it is a ratio of ratios')
  return { of: of.of, per: per.of }
}
