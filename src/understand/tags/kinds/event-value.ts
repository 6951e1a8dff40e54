import { z } from 'zod'
import { plainText } from '../../rules/index.ts'
import { eventCondition, eventFilter, eventReach } from './event-filter.ts'
import { aggregateColumn, aggregateSql, mapValue, rowAggregates } from './property-aggregate.ts'
import { defineTagKind } from './tag-kind.ts'

/** A property of the matching events, aggregated; a sum without any is 0, everything else missing. */
export const eventValue = defineTagKind({
  source: 'event',
  schema: z.strictObject({
    kind: z.literal('event_value'),
    property: plainText(200).min(1),
    aggregate: z.enum(rowAggregates),
    ...eventFilter,
  }),
  column: (definition) => aggregateColumn(definition.aggregate),
  select: (definition, day) => {
    const { text, number } = mapValue('properties', definition.property)
    return aggregateSql(definition.aggregate, text, number, eventCondition(definition, day))
  },
  reach: eventReach,
})
