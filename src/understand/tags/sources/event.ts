import { addDays } from '../../../platform/calendar-day.ts'
import { sqlTexts } from '../../rules/index.ts'
import { startOfDay } from '../kinds/index.ts'
import type { GroupSource } from './group-source.ts'

export const eventSource: GroupSource = {
  table: 'event',
  onePerCustomer: false,
  where: ({ since, events }, day) => [
    `at < ${startOfDay(addDays(day.asOf, 1), day.timezone)}`,
    ...(since === undefined ? [] : [`at >= ${startOfDay(since, day.timezone)}`]),
    ...(events === undefined ? [] : [`name IN (${sqlTexts(events)})`]),
  ],
}
