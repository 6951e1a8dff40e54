import { z } from 'zod'
import { plainText } from '../../rules/index.ts'
import { startOfDay, windowStart, daysWindow } from './calendar.ts'
import { oneOf } from './one-of.ts'
import type { RefreshDay, TagReach } from './tag-kind.ts'

const names = z.array(plainText(200)).min(1).optional()

/** Which transactions count. */
export const ledgerFilter = {
  operations: names,
  categories: names,
  direction: z.enum(['credit', 'debit']).optional(),
  days: daysWindow.optional(),
}
interface LedgerFilter {
  readonly operations?: readonly string[] | undefined
  readonly categories?: readonly string[] | undefined
  readonly direction?: 'credit' | 'debit' | undefined
  readonly days?: number | undefined
}

export function ledgerCondition(filter: LedgerFilter, day: RefreshDay): string {
  const conditions = [
    ...oneOf('operation', filter.operations),
    ...oneOf('category', filter.categories),
    ...(filter.direction ? [filter.direction === 'credit' ? 'amount > 0' : 'amount < 0'] : []),
    ...(filter.days ? [`at >= ${startOfDay(windowStart(day, filter.days), day.timezone)}`] : []),
  ]
  return conditions.length === 0 ? '1' : conditions.join(' AND ')
}

export function ledgerReach(filter: LedgerFilter, day: RefreshDay): TagReach {
  return filter.days ? { since: windowStart(day, filter.days) } : {}
}
