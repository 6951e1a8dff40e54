import type { ContactChannel } from '../../govern/consent/index.ts'
import type { ContactPolicy } from './schema.ts'

function minuteOfDay(instant: Date, timezone: string): number {
  const text = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(instant)
  return minutes(text)
}

function minutes(timeOfDay: string): number {
  const [hour = 0, minute = 0] = timeOfDay.split(':').map(Number)
  return hour * 60 + minute
}

/**
 * What the policy does with a contact by this channel at this instant of business time:
 * nothing, hold it until the quiet hours are over, or drop it. `from` is quiet, `to` no longer is; equal times are no
 * quiet hours.
 */
export function quietAction(
  policy: ContactPolicy,
  channel: ContactChannel,
  now: Date,
  timezone: string,
): 'none' | 'hold' | 'drop' {
  const quiet = policy.quietHours
  if (!quiet || (quiet.channels && !quiet.channels.includes(channel))) return 'none'
  const minute = minuteOfDay(now, timezone)
  const from = minutes(quiet.from)
  const to = minutes(quiet.to)
  const inside = from <= to ? minute >= from && minute < to : minute >= from || minute < to
  return inside ? quiet.action : 'none'
}
