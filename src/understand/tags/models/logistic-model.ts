import { z } from 'zod'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { sqlText } from '../../rules/index.ts'

/**
 * One column of the design matrix, made from a tag: its standardised value, whether it lies within a span (so that an
 * effect may rise and fall along the values), whether it is missing, whether it is one text.
 */
const designColumn = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('value'), tag: z.string(), mean: z.number(), deviation: z.number() }),
  /** Above `from`, up to and including `to`; null = no bound. */
  z.object({
    kind: z.literal('within'),
    tag: z.string(),
    from: z.number().nullable(),
    to: z.number().nullable(),
  }),
  z.object({ kind: z.literal('missing'), tag: z.string() }),
  z.object({ kind: z.literal('is'), tag: z.string(), text: z.string() }),
])
export type DesignColumn = z.output<typeof designColumn>

/** A trained logistic model: log-odds = intercept + Σ weight × column. */
export const logisticModel = z.object({
  intercept: z.number(),
  weights: z.array(z.object({ column: designColumn, weight: z.number() })),
  /** Area under the ROC curve over the customers held out of the training. */
  auc: z.number(),
  /** The customers held out by falling score, in equal parts: how many, and how many of them with the outcome. */
  ranked: z.array(z.object({ customers: z.number().int(), outcomes: z.number().int() })).optional(),
  trainedOn: z.number().int(),
  heldOut: z.number().int(),
  /** Share of customers with the outcome, among those trained on. */
  outcomeShare: z.number(),
  asOf: z.string(),
  trainedAt: z.iso.datetime(),
})
export type LogisticModel = z.output<typeof logisticModel>

/** How far a value counts, in standard deviations: one wrong balance must not decide a model. */
const furthest = 5

/** SQL of a design column, Float64 and never NULL. `value` is the tag's SQL. */
export function designSql(column: DesignColumn, value: string): string {
  switch (column.kind) {
    case 'value': {
      const mean = literal(column.mean, 'Float64')
      const distance = `(ifNull(toFloat64(${value}), ${mean}) - ${mean}) / ${literal(column.deviation, 'Float64')}`
      return `greatest(-${furthest}., least(${furthest}., ${distance}))`
    }
    case 'within': {
      const bounds = [
        ...(column.from === null ? [] : [`toFloat64(${value}) > ${literal(column.from, 'Float64')}`]),
        ...(column.to === null ? [] : [`toFloat64(${value}) <= ${literal(column.to, 'Float64')}`]),
      ]
      return `toFloat64(ifNull(${bounds.join(' AND ')}, false))`
    }
    case 'missing':
      return `toFloat64(isNull(${value}))`
    case 'is':
      return `toFloat64(toString(${value}) = ${sqlText(column.text)})`
  }
}
