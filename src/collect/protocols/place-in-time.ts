import type { Item } from './item.ts'
import type { Json } from './json.ts'
import { Refusal } from './refusal.ts'

const minute = 60_000
const day = 24 * 60 * minute
/** A clock that agrees with ours this well, at sending, is trusted to say when an item was created. */
const trustedSkew = 5 * minute
const furthestAhead = day
const furthestBack = 2 * 365 * day

/**
 * When the client sent it, as its own clock had it: milliseconds, ISO 8601, or NaN when it didn't say or when
 * it is no time at all.
 */
export function instantOf(value: Json | undefined): number {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || !isoDate.test(value)) return Number.NaN
  // ECMAScript reads a time without zone as local time; every SDK means UTC.
  return Date.parse(value.includes(':') && !zone.test(value) ? `${value.replace(' ', 'T')}Z` : value)
}
const isoDate = /^\d{4}-\d{2}-\d{2}/
const zone = /(?:[Zz]|[+-]\d{2}:?\d{2})$/

/**
 * Set `at` and `created`. The client's clock may be wrong, but the difference of its two readings is right:
 * at = received − (sentAt − timestamp) (Segment, "Common fields: timestamps").
 */
export function placeInTime(
  item: Item,
  timestamp: Json | undefined,
  sentAt: number,
  received: number,
): Refusal | undefined {
  if (timestamp === undefined || timestamp === null || timestamp === '') {
    item.at = received
    item.created = 0
    return undefined
  }
  const said = instantOf(timestamp)
  if (!Number.isFinite(said))
    return new Refusal('invalid_timestamp', 'the timestamp is neither milliseconds nor ISO 8601')
  // Nothing is sent before it happens: a sentAt that says so is no clock reading to correct by.
  const skew = said <= sentAt + trustedSkew ? received - sentAt : Number.NaN
  const at = Math.round(Number.isNaN(skew) ? said : said + skew)
  if (at > received + furthestAhead)
    return new Refusal('timestamp_in_future', 'the timestamp is more than a day ahead')
  if (at < received - furthestBack)
    return new Refusal('timestamp_in_past', 'the timestamp is more than two years old')
  item.at = Math.min(at, received)
  // A body that is sent again may carry the sentAt of its first attempt, which looks like skew; so only a small
  // skew proves a good clock.
  item.created =
    Math.abs(skew) <= trustedSkew && at <= received ? Math.min(at, Math.floor(said)) - trustedSkew : 0
  return undefined
}
