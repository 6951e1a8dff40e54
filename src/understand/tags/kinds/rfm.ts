import { z } from 'zod'
import { definitionKey } from '../../rules/index.ts'
import { bucketSql, numericProblem } from './bucket.ts'
import { daysColumn, textColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

const schema = z.strictObject({
  kind: z.literal('rfm'),
  /** Days since the last time: fewer are better. */
  recency: definitionKey,
  frequency: definitionKey,
  monetary: definitionKey,
  as: z.enum(['code', 'total', 'segment']).default('segment'),
})

/** The eight classes by whether recency, frequency and monetary value are high (bucket 4 or 5). */
const segments: readonly (readonly [high: string, name: string])[] = [
  ['111', 'champion'],
  ['011', 'must_keep'],
  ['101', 'deepen'],
  ['001', 'win_back'],
  ['110', 'loyal'],
  ['010', 'maintain'],
  ['100', 'new'],
  ['000', 'lapsed'],
]

/**
 * Recency, frequency and monetary value in fifths of all customers, 5 = best: as code `545`, as total 3–15, or as one
 * of the eight usual classes. A customer who never came has recency 1.
 */
export const rfm = defineTagKind({
  source: 'tag',
  schema,
  column: (definition) => (definition.as === 'total' ? daysColumn : textColumn),
  reads: ({ recency, frequency, monetary }) => [recency, frequency, monetary],
  buckets: ({ recency, frequency, monetary }) =>
    [recency, frequency, monetary].map((tag) => ({ tag, buckets: 5 })),
  problem: ({ recency, frequency, monetary }, columns) =>
    numericProblem([recency, frequency, monetary], columns),
  select: (definition, _day, bindings) => {
    const r = `(6 - ifNull(${bucketSql(definition.recency, bindings)}, 5))`
    const f = `ifNull(${bucketSql(definition.frequency, bindings)}, 1)`
    const m = `ifNull(${bucketSql(definition.monetary, bindings)}, 1)`
    if (definition.as === 'total') return `toInt32(${r} + ${f} + ${m})`
    if (definition.as === 'code') return `toString(${r} * 100 + ${f} * 10 + ${m})`
    const high = `concat(toString(${r} >= 4), toString(${f} >= 4), toString(${m} >= 4))`
    const [from, to] = [segments.map(([code]) => `'${code}'`), segments.map(([, name]) => `'${name}'`)]
    return `transform(${high}, [${from.join(', ')}], [${to.join(', ')}], '')`
  },
})
