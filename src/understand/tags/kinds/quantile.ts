import { z } from 'zod'
import { definitionKey, plainText, sqlTexts } from '../../rules/index.ts'
import { bucketSql, numericProblem } from './bucket.ts'
import { daysColumn, textColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

/**
 * Which of `buckets` equally large parts of all customers the value of another tag falls into: 1 = the lowest. With
 * `labels` the parts have names. Customers whose value is missing have no bucket.
 */
export const quantile = defineTagKind({
  source: 'tag',
  schema: z
    .strictObject({
      kind: z.literal('quantile'),
      tag: definitionKey,
      buckets: z.number().int().min(2).max(100),
      labels: z.array(plainText(64).min(1)).optional(),
    })
    .refine(({ labels, buckets }) => labels === undefined || labels.length === buckets, {
      message: 'must name every bucket, the lowest first',
      path: ['labels'],
    }),
  column: (definition) => (definition.labels ? textColumn : daysColumn),
  reads: (definition) => [definition.tag],
  buckets: (definition) => [definition],
  problem: (definition, columns) => numericProblem([definition.tag], columns),
  select: (definition, _day, bindings) => {
    const bucket = bucketSql(definition.tag, bindings)
    if (!definition.labels) return bucket
    return `ifNull([${sqlTexts(definition.labels)}][${bucket}], '')`
  },
})
