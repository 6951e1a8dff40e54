import { z } from 'zod'
import { businessDay } from './calendar.ts'
import { eventCondition, eventFilter, eventReach } from './event-filter.ts'
import { dateColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

/** Business day of the first or last matching event; missing = there is none. */
export const eventDate = defineTagKind({
  source: 'event',
  schema: z.strictObject({ kind: z.literal('event_date'), pick: z.enum(['first', 'last']), ...eventFilter }),
  column: () => dateColumn,
  select: (definition, day) => {
    const aggregate = definition.pick === 'first' ? 'minOrNullIf' : 'maxOrNullIf'
    return businessDay(`${aggregate}(at, ${eventCondition(definition, day)})`, day.timezone)
  },
  reach: eventReach,
})
