import { literal } from '../../../platform/clickhouse/literal.ts'
import type { ReadTag } from '../kinds/tag-kind.ts'
import { designSql, type LogisticModel } from './logistic-model.ts'

/** The model's probability as SQL over the tags that it reads; missing without a model. */
export function scoreSql(model: LogisticModel | undefined, tags: ReadonlyMap<string, ReadTag>): string {
  if (!model) return 'CAST(NULL AS Nullable(Float64))'
  const terms = model.weights.map(
    ({ column, weight }) =>
      `${literal(weight, 'Float64')} * ${designSql(column, tags.get(column.tag)?.sql ?? 'NULL')}`,
  )
  const logOdds = [literal(model.intercept, 'Float64'), ...terms].join(' + ')
  return `CAST(1 / (1 + exp(-(${logOdds}))) AS Nullable(Float64))`
}
