import type { TradingCalendar } from '../trading-days/index.ts'
import type { ContactCategory, ContactChannel } from '../../govern/consent/index.ts'
import { addDays } from '../../platform/calendar-day.ts'
import { type LocalClock, localClock, minutesOf } from '../../platform/local-clock.ts'
import type { ContactPolicy, QuietRule } from './schema.ts'

/** Whether contacts wait or are not made at an instant, and until when. */
export type Quiet =
  | { readonly action: 'none' }
  | { readonly action: 'drop' }
  | { readonly action: 'hold'; readonly until: Date }

/** The quiet hours at one instant: in these provinces, and everywhere else. */
export interface QuietTimes {
  readonly elsewhere: Quiet
  readonly provinces: readonly { readonly provinces: readonly string[]; readonly quiet: Quiet }[]
}

interface Place {
  readonly clock: LocalClock
  readonly rules: readonly QuietRule[]
  readonly calendar: TradingCalendar
}

/** Longer than any contact is held (`holdAtMostHours` ends at 30 days). */
const mostDays = 32

/** The rules as a list, however the policy writes them. */
export function quietRules({ quietHours }: ContactPolicy): readonly QuietRule[] {
  if (quietHours === null) return []
  return Array.isArray(quietHours) ? quietHours : [quietHours]
}

/** What the policy's quiet hours say about contacts of a category by a channel at an instant. */
export function quietTimes(
  policy: ContactPolicy,
  contact: { readonly channel: ContactChannel; readonly category: ContactCategory; readonly now: Date },
  timezone: string,
  calendar: TradingCalendar,
): QuietTimes {
  const rules = policy.categories[contact.category].exempt.includes('quiet_hours')
    ? []
    : quietRules(policy).filter(
        ({ channels, categories }) =>
          (channels?.includes(contact.channel) ?? true) && (categories?.includes(contact.category) ?? true),
      )
  const quietIn = (province: string | undefined): Quiet => {
    const zone = (province === undefined ? undefined : policy.provinceZones[province]) ?? timezone
    const here = rules.filter(
      ({ provinces }) => provinces === undefined || (province !== undefined && provinces.includes(province)),
    )
    return quietAt({ clock: localClock(zone), rules: here, calendar }, contact.now)
  }
  const named = new Set([
    ...rules.flatMap(({ provinces }) => provinces ?? []),
    ...(rules.length > 0 ? Object.keys(policy.provinceZones) : []),
  ])
  const elsewhere = quietIn(undefined)
  const byProvince = [...named]
    .map((province) => ({ province, quiet: quietIn(province) }))
    .filter(({ quiet }) => sameQuiet(quiet) !== sameQuiet(elsewhere))
  return {
    elsewhere,
    provinces: [...Map.groupBy(byProvince, ({ quiet }) => sameQuiet(quiet)).values()].flatMap((group) =>
      group[0] ? [{ provinces: group.map(({ province }) => province), quiet: group[0].quiet }] : [],
    ),
  }
}

const sameQuiet = (quiet: Quiet): string =>
  quiet.action === 'hold' ? `hold ${quiet.until.getTime()}` : quiet.action

function quietAt(place: Place, now: Date): Quiet {
  const inside = place.rules.filter((rule) => isInside(rule, place, now))
  if (inside.length === 0) return { action: 'none' }
  if (inside.some(({ action }) => action === 'drop')) return { action: 'drop' }
  return { action: 'hold', until: endOfQuiet(place, now) }
}

/**
 * Does the clock stand between `from` (quiet) and `to` (no longer) on a day that the rule is about? The day is the one
 * the clock shows, also after midnight.
 */
function isInside(rule: QuietRule, { clock, calendar }: Place, instant: Date): boolean {
  const { day, minute } = clock.read(instant)
  if (rule.on && calendar.isTradingDay(day) !== (rule.on === 'trading_days')) return false
  const from = minutesOf(rule.from)
  const to = minutesOf(rule.to)
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to
}

/** The first instant at which no rule is inside: an end of a rule, a midnight, or a change of the clock. */
function endOfQuiet(place: Place, now: Date): Date {
  const { clock, rules } = place
  const isQuiet = (instant: Date): boolean => rules.some((rule) => isInside(rule, place, instant))
  let { day } = clock.read(now)
  let from = now
  for (let days = 0; days < mostDays; days += 1) {
    const change = clock.changeAfter(from)
    const tomorrow = addDays(day, 1)
    const dayEnds = clock.instantsOf({ day: tomorrow, minute: 0 }).at(-1) ?? change
    if (!dayEnds) break
    const ends = [
      ...rules.flatMap(({ to }) => (to === '24:00' ? [] : clock.instantsOf({ day, minute: minutesOf(to) }))),
      ...(change && change < dayEnds ? [change] : []),
      dayEnds,
    ]
      .filter((instant) => instant > now)
      .toSorted((one, other) => one.getTime() - other.getTime())
    const end = ends.find((instant) => !isQuiet(instant))
    if (end) return end
    day = tomorrow
    from = dayEnds
  }
  return new Date(now.getTime() + mostDays * 86_400_000)
}
