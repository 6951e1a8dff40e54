const meta =
  typeof document === 'undefined'
    ? null
    : document.querySelector<HTMLMetaElement>('meta[name="bank-time-zone"]')

/** The time zone that the bank's days and times of day are of: the server writes it into the page. */
export const businessZone = meta?.content ?? 'Asia/Shanghai'

/** An instant as the bank's clocks show it: 2026-11-01T10:00. */
export function bankTime(instant: string | number, zone = businessZone): string {
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  return shown.format(new Date(instant)).replace(' ', 'T')
}

/** Today, where the bank is. */
export const bankToday = () => bankTime(Date.now()).slice(0, 10)

/** The calendar day, 2026-11-01, so many days later (earlier, if negative). */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** How far the bank's clocks are from Greenwich at an instant: +08:00 */
function offsetAt(instant: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  const name = parts.formatToParts(instant).find(({ type }) => type === 'timeZoneName')
  return name?.value.replace('GMT', '') || '+00:00'
}

/**
 * A day and time of the bank's clocks (2026-11-01T10:00, seconds allowed) with their distance from Greenwich, as the API
 * takes instants. Of an hour that is repeated the first is meant.
 */
export function bankInstant(wall: string, zone = businessZone): string {
  const utc = Date.parse(`${wall}Z`)
  const offsets = [offsetAt(utc - 43_200_000, zone), offsetAt(utc + 43_200_000, zone)]
  const fitting = offsets.find((offset) => bankTime(`${wall}${offset}`, zone) === wall.slice(0, 16))
  return `${wall}${fitting ?? offsets[0]}`
}
