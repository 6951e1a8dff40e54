import { z } from 'zod'
import { eventCondition, eventFilter, eventReach } from './event-filter.ts'
import { countColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

/** How many events match. */
export const eventCount = defineTagKind({
  source: 'event',
  schema: z.strictObject({ kind: z.literal('event_count'), ...eventFilter }),
  column: () => countColumn,
  select: (definition, day) => `toUInt32(countIf(${eventCondition(definition, day)}))`,
  reach: eventReach,
})
