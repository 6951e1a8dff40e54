import { z } from 'zod'
import { businessDay } from './calendar.ts'
import { eventCondition, eventFilter, eventReach } from './event-filter.ts'
import { countColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

/** On how many business days an event matches. */
export const eventActiveDays = defineTagKind({
  source: 'event',
  schema: z.strictObject({ kind: z.literal('event_active_days'), ...eventFilter }),
  column: () => countColumn,
  select: (definition, day) =>
    `toUInt32(uniqExactIf(${businessDay('at', day.timezone)}, ${eventCondition(definition, day)}))`,
  reach: eventReach,
})
