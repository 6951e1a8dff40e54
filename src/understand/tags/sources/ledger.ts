import { addDays } from '../../../platform/calendar-day.ts'
import { startOfDay } from '../kinds/index.ts'
import type { GroupSource } from './group-source.ts'

export const ledgerSource: GroupSource = {
  table: 'ledger FINAL',
  onePerCustomer: false,
  where: ({ since }, day) => [
    `at < ${startOfDay(addDays(day.asOf, 1), day.timezone)}`,
    ...(since === undefined ? [] : [`at >= ${startOfDay(since, day.timezone)}`]),
  ],
}
