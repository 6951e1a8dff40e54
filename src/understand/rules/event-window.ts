import { z } from 'zod'
import { literal } from '../../platform/clickhouse/literal.ts'
import type { RuleScope } from './leaves/leaf-kind.ts'
import { calendarDay, type Language } from './names.ts'

const days = z.number().int().min(0).max(3660)

/**
 * When something was done; at most one way of saying it. Nothing after the as-of instant ever counts.
 * - `withinDays: 30` = in the 30 × 24 hours before the as-of instant;
 * - `daysAgo: [30, 60]` = at least 30 and less than 60 × 24 hours before it;
 * - `since` and `until` = on calendar days of the business time zone, both included.
 */
export const eventWindow = {
  withinDays: days.min(1).optional(),
  daysAgo: z
    .tuple([days, days], 'must be two numbers of days, the nearer first: [30, 60]')
    .refine(([near, far]) => near < far, 'the first must be the nearer: [30, 60]')
    .optional(),
  since: calendarDay.optional(),
  until: calendarDay.optional(),
}
const windowShape = z.object(eventWindow)
export type EventWindow = z.output<typeof windowShape>

/** Only one way of saying when may be used. */
function hasOneWindow(window: EventWindow): boolean {
  const ways = [
    window.withinDays !== undefined,
    window.daysAgo !== undefined,
    window.since !== undefined || window.until !== undefined,
  ]
  return ways.filter(Boolean).length <= 1
}

/** What is wrong with a window that its parts do not tell. */
export function checkWindow(context: z.core.ParsePayload<EventWindow>): void {
  const window = context.value
  if (!hasOneWindow(window)) {
    context.issues.push({
      code: 'custom',
      message: 'use either withinDays, or daysAgo, or since and until',
      input: window,
    })
  }
  const { since, until } = window
  if (since !== undefined && until !== undefined && since > until) {
    context.issues.push({
      code: 'custom',
      message: `lies before since: write { since: ${until}, until: ${since} }`,
      path: ['until'],
      input: window,
    })
  }
}

/** SQL conditions on an instant, the as-of bound among them. */
export function windowSql(expression: string, window: EventWindow, { asOf, timezone }: RuleScope): string[] {
  const before = (age: number): string =>
    literal(new Date(asOf.getTime() - age * 86_400_000), 'DateTime64(3)')
  const midnight = (day: string): string =>
    `toDateTime64(${literal(`${day} 00:00:00`, 'String')}, 3, ${literal(timezone, 'String')})`
  const { withinDays, daysAgo, since, until } = window
  return [
    ...(withinDays === undefined ? [] : [`${expression} > ${before(withinDays)}`]),
    ...(daysAgo === undefined ? [] : [`${expression} > ${before(daysAgo[1])}`]),
    ...(since === undefined ? [] : [`${expression} >= ${midnight(since)}`]),
    ...(until === undefined ? [] : [`${expression} < addDays(${midnight(until)}, 1)`]),
    `${expression} <= ${before(daysAgo?.[0] ?? 0)}`,
  ]
}

/** " within 30 days" – empty for all time. */
export function describeWindow(window: EventWindow, language: Language): string {
  const { withinDays, daysAgo, since, until } = window
  const en = language === 'en'
  if (withinDays !== undefined) return en ? ` within ${withinDays} days` : `近 ${withinDays} 天`
  if (daysAgo !== undefined) {
    const [near, far] = daysAgo
    return en ? ` ${near} to ${far} days ago` : `${near} 至 ${far} 天前`
  }
  if (since !== undefined && until !== undefined)
    return en ? ` from ${since} to ${until}` : `${since} 至 ${until} `
  if (since !== undefined) return en ? ` since ${since}` : `自 ${since} 起`
  if (until !== undefined) return en ? ` until ${until}` : `截至 ${until} `
  return ''
}
