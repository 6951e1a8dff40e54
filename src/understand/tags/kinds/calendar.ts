import { z } from 'zod'
import { addDays, daysBetween, firstOfMonth } from '../../../platform/calendar-day.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { RefreshDay } from './tag-kind.ts'

/** Length of a window in calendar days. */
export const daysWindow = z.number().int().min(1).max(3660)

/** First day of the `days` calendar days that end with the as-of day. */
export function windowStart(day: RefreshDay, days: number): string {
  return addDays(day.asOf, 1 - days)
}

/** First day of the calendar month, quarter or year that the as-of day lies in. */
export function periodStart(day: RefreshDay, period: 'month' | 'quarter' | 'year'): string {
  const [year = '', month = ''] = day.asOf.split('-')
  if (period === 'year') return `${year}-01-01`
  if (period === 'month') return `${year}-${month}-01`
  const first = Math.floor((Number(month) - 1) / 3) * 3 + 1
  return `${year}-${String(first).padStart(2, '0')}-01`
}

/** Calendar days from `first` to `last`, both included. */
export function daysInclusive(first: string, last: string): number {
  return daysBetween(first, last) + 1
}

/** Days since 1970. */
export function epochDay(day: string): number {
  return daysBetween('1970-01-01', day)
}

export function dateLiteral(day: string): string {
  return literal(day, 'Date32')
}

/** The instant a business day begins, as SQL. */
export function startOfDay(day: string, timezone: string): string {
  return `toDateTime64(${literal(`${day} 00:00:00`, 'String')}, 3, ${literal(timezone, 'String')})`
}

/** SQL: the business day an instant falls on. */
export function businessDay(instant: string, timezone: string): string {
  return `toDate32(${instant}, ${literal(timezone, 'String')})`
}

/** From the day `first` up to, not including, the day `end`. */
interface Month {
  readonly first: string
  readonly end: string
}

/** The last `count` calendar months that were over at the close of the as-of day, the oldest first. */
export function completeMonths(day: RefreshDay, count: number): Month[] {
  const tomorrow = addDays(day.asOf, 1)
  const firstOf = (months: number): string => firstOfMonth(tomorrow, months)
  return Array.from({ length: count }, (_, i) => ({ first: firstOf(i - count), end: firstOf(i - count + 1) }))
}
