import { z } from 'zod'
import { ledgerCondition, ledgerFilter, ledgerReach } from './ledger-filter.ts'
import { aggregateColumn, aggregateSql, rowAggregates } from './property-aggregate.ts'
import { defineTagKind } from './tag-kind.ts'

const numeric = new Set(['sum', 'avg', 'min', 'max'])
const wrong = 'takes sum, avg, min or max of "amount", and distinct, top, first or last of the others'

/** A field of the matching transactions, aggregated. Amounts are without their sign: how large, not which way. */
export const ledgerValue = defineTagKind({
  source: 'ledger',
  schema: z
    .strictObject({
      kind: z.literal('ledger_value'),
      field: z.enum(['amount', 'operation', 'category', 'holding']).default('amount'),
      aggregate: z.enum(rowAggregates),
      ...ledgerFilter,
    })
    .refine((definition) => numeric.has(definition.aggregate) === (definition.field === 'amount'), {
      message: wrong,
      path: ['aggregate'],
    }),
  column: (definition) => aggregateColumn(definition.aggregate),
  select: (definition, day) =>
    aggregateSql(
      definition.aggregate,
      `toString(${definition.field})`,
      'toFloat64(abs(amount))',
      ledgerCondition(definition, day),
    ),
  reach: ledgerReach,
})
