import { addDays, daysBetween } from '../../platform/calendar-day.ts'
import type { EventFilter, Range } from './question-parts.ts'
import type { Analysis } from './schema.ts'
import type { Split } from './split.ts'
import type { Traits } from './traits.ts'

/** Calendar days of the business time zone, both included. */
export interface Days {
  readonly from: string
  readonly to: string
}

/** A question with everything looked up that a statement needs: nothing is left but to write it down. */
export interface Question<Asked extends Analysis = Analysis> {
  readonly analysis: Asked
  readonly days: Days
  readonly timezone: string
  /** SQL expression of the bitmap of those who count; null = everybody, visitors too. */
  readonly among: string | null
  readonly split: Split | null
  /** Share of the customers asked; 1 = all. */
  readonly sample: number
  /** What customers are compared by, where a type compares them. */
  readonly traits?: readonly Traits[]
}

/** Days from `from` to `to`, both included. */
export function lengthOf({ from, to }: Days): number {
  return daysBetween(from, to) + 1
}

/** The calendar days of a range as seen from `today`. */
export function daysOf(range: Range, today: string): Days {
  if ('from' in range) return { from: range.from, to: range.to }
  const to = addDays(today, -(range.endDaysAgo ?? 0))
  return { from: addDays(to, 1 - range.lastDays), to }
}

/** The period of the same length that ends the day before. */
export function daysBefore(days: Days): Days {
  return { from: addDays(days.from, -lengthOf(days)), to: addDays(days.from, -1) }
}

/** Names of the events that the filters mean; null = any of them means every name. */
export function namesOf(filters: readonly EventFilter[]): string[] | null {
  const names = new Set<string>()
  for (const { event } of filters) {
    if (event === undefined) return null
    names.add(event)
  }
  return [...names].toSorted()
}
