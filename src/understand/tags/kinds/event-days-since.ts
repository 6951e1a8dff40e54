import { z } from 'zod'
import { businessDay, dateLiteral } from './calendar.ts'
import { eventCondition, eventFilter, eventReach } from './event-filter.ts'
import { daysColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

/** Days from the last matching event to the as-of day; 0 = that day, missing = there is none. */
export const eventDaysSince = defineTagKind({
  source: 'event',
  schema: z.strictObject({ kind: z.literal('event_days_since'), ...eventFilter }),
  column: () => daysColumn,
  select: (definition, day) => {
    const last = businessDay(`maxOrNullIf(at, ${eventCondition(definition, day)})`, day.timezone)
    return `CAST(dateDiff('day', ${last}, ${dateLiteral(day.asOf)}) AS Nullable(Int32))`
  },
  reach: eventReach,
})
