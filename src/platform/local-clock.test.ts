import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localClock } from './local-clock.ts'

const minute = 60_000
const at = (zone: string, day: string, time: string) => localClock(zone).instantAt(day, time).toISOString()

/** What a clock on the wall shows, by another way of writing it than the one under test. */
const formats = new Map<string, Intl.DateTimeFormat>()
function shown(zone: string, instant: number): string {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  formats.set(zone, format)
  return format.format(instant)
}

describe('the instant that a day and time of day mean', () => {
  it('is the first of two where autumn repeats an hour', () => {
    expect(at('Europe/Berlin', '2026-10-25', '02:30')).toBe('2026-10-25T00:30:00.000Z')
    expect(at('America/New_York', '2026-11-01', '01:15')).toBe('2026-11-01T05:15:00.000Z')
    // China had summer time until 1991.
    expect(at('Asia/Shanghai', '1990-09-16', '01:30')).toBe('1990-09-15T16:30:00.000Z')
  })

  it('is as much later as the clock was put forward where spring skips it', () => {
    expect(at('Europe/Berlin', '2026-03-29', '02:30')).toBe('2026-03-29T01:30:00.000Z')
    expect(at('Asia/Beirut', '2026-03-29', '00:00')).toBe('2026-03-28T22:00:00.000Z')
    // By half an hour.
    expect(at('Australia/Lord_Howe', '2026-10-04', '02:10')).toBe('2026-10-03T15:40:00.000Z')
  })

  it('is the only one on ordinary days', () => {
    expect(at('Europe/Berlin', '2026-07-01', '09:00')).toBe('2026-07-01T07:00:00.000Z')
    expect(at('Asia/Shanghai', '2026-11-01', '09:00')).toBe('2026-11-01T01:00:00.000Z')
    expect(at('Asia/Kathmandu', '2026-11-01', '00:00')).toBe('2026-10-31T18:15:00.000Z')
  })

  // The slow way: look at the clock every minute of three days.
  it('is the first minute at which the clock shows it, around every change of the clock', () => {
    const days = ['2026-03-07', '2026-03-28', '2026-04-04', '2026-10-03', '2026-10-24', '2026-10-31']
    const zones = [
      'America/New_York',
      'Europe/Berlin',
      'Asia/Beirut',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...days),
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 2879 }),
        (from, zone, minutes) => {
          const wall = new Date(Date.parse(`${from}T00:00:00Z`) + minutes * minute)
          const [day = '', time = ''] = wall.toISOString().slice(0, 16).split('T')
          const found = localClock(zone).instantAt(day, time).getTime()
          const start = wall.getTime() - 16 * 60 * minute
          const first = Array.from({ length: 32 * 60 }, (_, index) => start + index * minute).find(
            (instant) => shown(zone, instant) === `${day} ${time}`,
          )
          // Skipped: the same time by the clock as it was before; midnight itself may be skipped too.
          const midnight = localClock(zone).instantsOf({ day, minute: 0 })[0]?.getTime()
          const before = midnight && midnight + wall.getTime() - Date.parse(`${day}T00:00:00Z`)
          expect(found).toBe(first ?? before ?? found)
          expect(first !== undefined || shown(zone, found) > `${day} ${time}`).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })
})
