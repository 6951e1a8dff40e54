import type { Context } from '../../platform/context.ts'
import { compileRule } from '../../understand/rules/index.ts'
import { loadRuleCatalogue } from '../../understand/segments/index.ts'
import { type CustomerMeasure, loadCustomerMeasures, type Term } from '../metrics/index.ts'
import type { Question } from './judge-metric.ts'
import type { EffectPlan } from './plan-schema.ts'
import type { RegistryComputed, RegistryTerm } from './queries/registry-sql.ts'

/** A metric of the registry as an effect measures it; name, unit and direction are those of the registry. */
export interface RegistryMeasure {
  readonly question: Pick<Question, 'name' | 'unit' | 'direction' | 'scale'>
  readonly computed: RegistryComputed
}

export const registryKeysOf = (plan: EffectPlan): string[] =>
  plan.metrics.flatMap(({ measure }) => (measure.kind === 'registry' ? [measure.metric] : []))

/**
 * The metrics of the registry that a plan names, by key; those that were archived since are missing.
 * @param until when rules are evaluated: the end of the last window, or now
 * @throws AppError invalid_definition for a metric that cannot be measured of single customers
 */
export async function loadRegistryMeasures(
  ctx: Context,
  keys: readonly string[],
  until: Date,
): Promise<Map<string, RegistryMeasure>> {
  const measures = await loadCustomerMeasures(ctx, keys)
  if (measures.size === 0) return new Map()
  const catalogue = await loadRuleCatalogue(ctx)
  const bitmapOf = (rule: unknown): string =>
    compileRule(rule, { catalogue, timezone: ctx.config.timezone, asOf: until }).bitmapSql
  const termOf = ({ factor, base: { formula, condition } }: Term): RegistryTerm => ({
    factor,
    fact: formula.kind === 'customers' ? { kind: 'customers', bitmap: bitmapOf(formula.rule) } : formula,
    condition: condition && bitmapOf(condition),
  })
  return new Map(
    [...measures].map(([key, measure]) => {
      const scale = scaleOf(measure)
      const { name, direction } = measure
      const unit =
        scale === 'mean' ? (measure.unit === 'money' ? ('money' as const) : ('number' as const)) : scale
      return [
        key,
        {
          question: { name, unit, scale, direction: direction === 'up' ? 'increase' : 'decrease' },
          computed: {
            kind: 'registry',
            of: measure.of.map(termOf),
            per: measure.per?.map(termOf) ?? null,
            amount: scale === 'mean',
          },
        },
      ]
    }),
  )
}

/** One yes or no a customer is a share; everything else is an amount, or a ratio of two. */
function scaleOf({ of, per }: CustomerMeasure): Question['scale'] {
  if (per) return 'ratio'
  const [only] = of
  if (of.length !== 1 || !only || only.factor !== 1) return 'mean'
  const { formula } = only.base
  const answers = formula.kind === 'customers' || formula.of === 'users' || formula.of === 'customers'
  return answers ? 'share' : 'mean'
}
