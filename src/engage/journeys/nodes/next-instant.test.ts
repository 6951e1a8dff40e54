import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { readTradingDays, type TradingCalendar } from '../../../decide/trading-days/index.ts'
import { firstFittingDay, nextInstant } from './next-instant.ts'

let t: TestContext
let calendar: TradingCalendar
beforeAll(async () => {
  t = await openTestContext()
  // In 2026 the first days of October are free, and Saturday the 10th is worked.
  calendar = await readTradingDays(t.ctx)
})
afterAll(() => t.close())

const shanghai = 'Asia/Shanghai'
const next = (now: string, wanted: Parameters<typeof nextInstant>[2], zone = shanghai) =>
  nextInstant(new Date(now), zone, wanted, calendar).toISOString()

describe('the next instant', () => {
  it('is today if the time is still to come, else tomorrow, and never now', () => {
    expect(next('2026-11-01T08:59:59+08:00', { at: '09:00' })).toBe('2026-11-01T01:00:00.000Z')
    expect(next('2026-11-01T09:00:00+08:00', { at: '09:00' })).toBe('2026-11-02T01:00:00.000Z')
    expect(next('2026-11-01T09:00:01+08:00', { at: '09:00' })).toBe('2026-11-02T01:00:00.000Z')
  })

  it('counts days in business time, whatever day it is in UTC', () => {
    expect(next('2026-10-31T23:30:00Z', { at: '00:15' })).toBe('2026-11-01T16:15:00.000Z')
  })

  it('falls on a wanted weekday, and on a day of trading after a long holiday or on a Saturday worked', () => {
    expect(next('2026-11-01T10:00:00+08:00', { at: '09:00', weekdays: [3] })).toBe('2026-11-04T01:00:00.000Z')
    expect(next('2026-09-30T10:00:00+08:00', { at: '09:00', tradingDay: true })).toBe(
      '2026-10-08T01:00:00.000Z',
    )
    expect(next('2026-10-09T10:00:00+08:00', { at: '09:00', tradingDay: true })).toBe(
      '2026-10-10T01:00:00.000Z',
    )
    expect(next('2026-09-29T10:00:00+08:00', { at: '09:00', tradingDay: true, weekdays: [4] })).toBe(
      '2026-10-08T01:00:00.000Z',
    )
  })

  it('lies ahead, at the wanted time of a fitting day, with none between', () => {
    const zones = [shanghai, 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu']
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true }),
        fc.constantFrom(...zones),
        fc.integer({ min: 4, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:30`),
        fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), { nil: undefined }),
        (now, zone, at, weekdays) => {
          const found = nextInstant(now, zone, { at, weekdays }, calendar)
          expect(found.getTime()).toBeGreaterThan(now.getTime())
          // Step through the days by hand: the first fitting one after now is the one found.
          const wall = (instant: Date) =>
            new Intl.DateTimeFormat('en-GB', {
              timeZone: zone,
              weekday: 'short',
              hour: '2-digit',
              minute: '2-digit',
              hourCycle: 'h23',
            }).format(instant)
          const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
          const fits = (instant: Date) => {
            const [day = '', time] = wall(instant).split(/,? /)
            return time === at && (!weekdays || weekdays.includes(names.indexOf(day) + 1))
          }
          expect(fits(found)).toBe(true)
          const quarter = 900_000
          for (
            let probe = Math.floor(now.getTime() / quarter + 1) * quarter;
            probe < found.getTime();
            probe += quarter
          )
            expect(fits(new Date(probe))).toBe(false)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('gives the day itself when no day within a year fits', () => {
    const never = { isTradingDay: () => false, nextTradingDay: (day: string) => day }
    expect(firstFittingDay('2026-11-01', { at: '09:00', tradingDay: true }, never)).toBe('2026-11-01')
  })
})
