import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localClock } from '../../platform/local-clock.ts'
import { type QuietTimes, quietTimes } from './quiet-hours.ts'
import { type ContactPolicyInput, contactPolicy } from './schema.ts'
import { capWindow } from './windows.ts'

/** Weekends, and one Thursday. */
const calendar = {
  isTradingDay: (day: string) =>
    day !== '2026-10-01' && ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()),
  nextTradingDay: (day: string) => day,
}
const times = (
  quietHours: ContactPolicyInput['quietHours'],
  now: string,
  rest: ContactPolicyInput = {},
  timezone = 'Asia/Shanghai',
): QuietTimes =>
  quietTimes(
    contactPolicy.parse({ quietHours, ...rest }),
    { channel: 'sms', category: 'marketing', now: new Date(now) },
    timezone,
    calendar,
  )
const until = (text: string) => ({ action: 'hold', until: new Date(text) })

describe('quiet hours', () => {
  it('end at the next end of the last rule that is still inside', () => {
    const rules: ContactPolicyInput['quietHours'] = [
      { from: '21:00', to: '09:00' },
      { from: '08:30', to: '10:00', channels: ['sms'] },
    ]
    expect(times(rules, '2026-11-01T23:00:00+08:00').elsewhere).toEqual(until('2026-11-02T10:00:00+08:00'))
  })

  it('last over a weekend and a holiday where they are about non-trading days', () => {
    const rules: ContactPolicyInput['quietHours'] = { from: '00:00', to: '24:00', on: 'non_trading_days' }
    expect(times(rules, '2026-11-20T12:00:00+08:00').elsewhere).toEqual({ action: 'none' })
    expect(times(rules, '2026-11-21T12:00:00+08:00').elsewhere).toEqual(until('2026-11-23T00:00:00+08:00'))
    expect(times(rules, '2026-10-01T12:00:00+08:00').elsewhere).toEqual(until('2026-10-02T00:00:00+08:00'))
  })

  it('follow the clocks of provinces and rules of their own', () => {
    const rules: ContactPolicyInput['quietHours'] = [
      { from: '21:00', to: '09:00' },
      { from: '12:00', to: '14:00', provinces: ['福建省'], action: 'drop' },
    ]
    const zones = { provinceZones: { 新疆维吾尔自治区: 'Asia/Urumqi' } }
    expect(times(rules, '2026-11-02T10:00:00+08:00', zones)).toEqual({
      elsewhere: { action: 'none' },
      provinces: [{ provinces: ['新疆维吾尔自治区'], quiet: until('2026-11-02T11:00:00+08:00') }],
    })
    expect(times(rules, '2026-11-02T13:00:00+08:00', zones).provinces).toEqual([
      { provinces: ['福建省'], quiet: { action: 'drop' } },
    ])
    expect(times(rules, '2026-11-02T16:00:00+08:00', zones).provinces).toEqual([])
  })

  it('begin at their first minute and are over at their last, for the channels they name', () => {
    const rules = { from: '21:00', to: '09:00', channels: ['sms' as const] }
    const quiet = (time: string) => times(rules, `2026-11-01T${time}:00+08:00`).elsewhere.action
    const found = ['20:59', '21:00', '23:59', '00:00', '08:59', '09:00', '12:00'].map(quiet)
    expect(found).toEqual(['none', 'hold', 'hold', 'hold', 'hold', 'none', 'none'])
    const push = { ...rules, channels: ['push' as const] }
    expect(times(push, '2026-11-01T23:00:00+08:00').elsewhere.action).toBe('none')
  })

  it('are none when both times are equal', () => {
    expect(times({ from: '09:00', to: '09:00' }, '2026-11-01T09:00:00+08:00').elsewhere.action).toBe('none')
  })

  it('leave categories alone that are exempt', () => {
    const policy = contactPolicy.parse({})
    const contact = {
      channel: 'sms',
      category: 'transaction',
      now: new Date('2026-11-01T23:00:00+08:00'),
    } as const
    expect(quietTimes(policy, contact, 'Asia/Shanghai', calendar).elsewhere).toEqual({ action: 'none' })
  })

  // The slow way to say when it ends: look at every following minute.
  it('end at the first minute that is not quiet, across midnight and changes of the clock', () => {
    const timeOfDay = fc
      .integer({ min: 0, max: 287 })
      .map(
        (five) =>
          `${String(Math.floor(five / 12)).padStart(2, '0')}:${String((five % 12) * 5).padStart(2, '0')}`,
      )
    const rule = fc.record({
      from: timeOfDay,
      to: fc.oneof(timeOfDay, fc.constant('24:00')),
      on: fc.constantFrom(undefined, 'trading_days' as const, 'non_trading_days' as const),
    })
    const zone = fc.constantFrom('America/New_York', 'Europe/Berlin', 'Asia/Beirut', 'Australia/Lord_Howe')
    const starts = [
      '2026-03-07T20:00:00Z',
      '2026-03-28T12:00:00Z',
      '2026-10-24T12:00:00Z',
      '2026-10-31T20:00:00Z',
    ]
    const instant = fc
      .tuple(
        fc.constantFrom(...starts, '2026-04-04T06:00:00Z', '2026-10-03T06:00:00Z'),
        fc.integer({ min: 0, max: 2880 }),
      )
      .map(([start, minutes]) => new Date(Date.parse(start) + minutes * 60_000))
    fc.assert(
      fc.property(fc.array(rule, { minLength: 1, maxLength: 3 }), zone, instant, (rules, timezone, now) => {
        const clock = localClock(timezone)
        const isQuiet = (at: Date): boolean => {
          const { day, minute } = clock.read(at)
          return rules.some(({ from, to, on }) => {
            const [start = 0, end = 0] = [from, to].map(
              (t) => Number(t.slice(0, 2)) * 60 + Number(t.slice(3)),
            )
            if (on !== undefined && calendar.isTradingDay(day) !== (on === 'trading_days')) return false
            return start <= end ? minute >= start && minute < end : minute >= start || minute < end
          })
        }
        let end = now.getTime()
        while (isQuiet(new Date(end)) && end - now.getTime() < 4 * 86_400_000) end += 60_000
        const { elsewhere } = times(rules, now.toISOString(), {}, timezone)
        const found = end - now.getTime() < 4 * 86_400_000
        const expected = end === now.getTime() ? { action: 'none' } : until(new Date(end).toISOString())
        expect(found ? elsewhere : elsewhere.action).toEqual(found ? expected : 'hold')
      }),
      { numRuns: 60 },
    )
  }, 60_000)
})

describe('windows of caps', () => {
  const window = (cap: object, now: string, timezone = 'Asia/Shanghai') => {
    const [parsed] = contactPolicy.parse({ caps: [{ limit: 1, ...cap }] }).caps
    return parsed && capWindow(parsed, new Date(now), timezone)
  }
  it('are days, weeks from Monday and months of business time, or roll', () => {
    const now = '2026-11-01T23:30:00+08:00' // a Sunday
    const span = (from: string, next: string) => ({
      kind: 'calendar',
      from: new Date(from),
      next: new Date(next),
    })
    expect(window({ per: 'day' }, now)).toEqual(
      span('2026-11-01T00:00:00+08:00', '2026-11-02T00:00:00+08:00'),
    )
    expect(window({ per: 'week' }, now)).toEqual(
      span('2026-10-26T00:00:00+08:00', '2026-11-02T00:00:00+08:00'),
    )
    expect(window({ per: 'month' }, now)).toEqual(
      span('2026-11-01T00:00:00+08:00', '2026-12-01T00:00:00+08:00'),
    )
    expect(window({ hours: 36 }, now)).toMatchObject({
      kind: 'rolling',
      after: new Date('2026-10-31T11:30:00+08:00'),
    })
  })

  it('begin at local midnight also when a day has 23 or 25 hours', () => {
    expect(window({ per: 'day' }, '2026-03-08T12:00:00-04:00', 'America/New_York')).toEqual({
      kind: 'calendar',
      from: new Date('2026-03-08T00:00:00-05:00'),
      next: new Date('2026-03-09T00:00:00-04:00'),
    })
    // Beirut puts its clocks forward at midnight: the day begins at one o’clock.
    expect(window({ per: 'day' }, '2026-03-29T12:00:00+03:00', 'Asia/Beirut')).toMatchObject({
      from: new Date('2026-03-29T01:00:00+03:00'),
    })
  })
})

it('still reads a policy written before there were categories and calendar windows', () => {
  const old = { purpose: 'service', consent: 'opt_out', caps: [{ limit: 2, days: 14 }], quietHours: null }
  expect(contactPolicy.parse(old)).toMatchObject({
    ...old,
    caps: [{ limit: 2, days: 14, action: 'drop' }],
    categories: { marketing: { exempt: [] } },
    spacing: [],
  })
})

it('refuses caps without a window or with two, and two volume limits of a channel', () => {
  expect(contactPolicy.safeParse({ caps: [{ limit: 1 }] }).success).toBe(false)
  expect(contactPolicy.safeParse({ caps: [{ limit: 1, days: 1, per: 'day' }] }).success).toBe(false)
  const limit = { channel: 'sms', perHour: 5 }
  expect(contactPolicy.safeParse({ volume: [limit, limit] }).success).toBe(false)
  expect(contactPolicy.safeParse({ provinceZones: { 新疆: 'Asia/Nowhere' } }).success).toBe(false)
})
