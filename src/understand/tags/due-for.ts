import { firstOfMonth, mondayOf } from '../../platform/calendar-day.ts'
import { businessDay } from '../rules/index.ts'
import type { schedules } from './schema.ts'

/** The business day's data have come in by 01:30; before, the day before still counts as today. */
const dayBegins = 90 * 60_000

interface ScheduledGroup {
  readonly schedule: (typeof schedules)[number]
  /** Day of the values that it has, `2026-11-01`; null before the first refresh. */
  readonly as_of: string | null
  /** Tags that a refresh would compute. */
  readonly tags: number
}

/**
 * The day for which a schedule wants values that a group does not have yet: today, the Monday of the week or the first
 * of the month, whichever its schedule names. So a group is refreshed once a period, and one that was missed (the
 * process was down, the refresh failed) as soon as possible, but for today only. Null when nothing is due.
 */
export function dueFor(group: ScheduledGroup, now: Date, timezone: string): string | null {
  if (group.schedule === 'manual' || group.tags === 0) return null
  const today = businessDay(new Date(now.getTime() - dayBegins), timezone)
  const since = { daily: today, weekly: mondayOf(today), monthly: firstOfMonth(today) }[group.schedule]
  return group.as_of === null || group.as_of < since ? today : null
}
