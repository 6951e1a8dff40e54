import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { readTradingDays, readTradingYear } from './read-trading-days.ts'
import { saveTradingYear } from './save-trading-year.ts'

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
})
afterAll(() => t.close())

it('knows the announced holidays and the weekend days worked for them', async () => {
  const calendar = await readTradingDays(t.ctx)
  const days = {
    '2026-02-14': true, // Saturday, worked
    '2026-02-16': false, // New Year’s Eve, a Monday
    '2026-10-07': false,
    '2026-10-08': true,
    '2026-10-10': true, // Saturday, worked
    '2026-11-21': false, // an ordinary Saturday
    '2026-11-23': true,
    '2025-01-26': true,
    '2025-10-08': false,
  }
  expect(Object.fromEntries(Object.keys(days).map((day) => [day, calendar.isTradingDay(day)]))).toEqual(days)
  expect(calendar.nextTradingDay('2026-09-30')).toBe('2026-09-30')
  expect(calendar.nextTradingDay('2026-10-01')).toBe('2026-10-08')
})

it('has only weekends in years that nobody entered, and says so', async () => {
  expect(await readTradingYear(t.ctx, 2027)).toEqual({ year: 2027, version: 0, source: '', days: [] })
  expect((await readTradingDays(t.ctx)).isTradingDay('2027-10-01')).toBe(true)
})

it('lets people enter a year, and nobody overwrite somebody else’s change', async () => {
  const input = { source: 'a notice', days: [{ day: '2027-10-01', trading: false, name: '国庆节' }] }
  expect(await saveTradingYear(t.ctx, 2027, input, 0)).toMatchObject({ version: 1, days: input.days })
  expect((await readTradingDays(t.ctx)).isTradingDay('2027-10-01')).toBe(false)
  await expect(saveTradingYear(t.ctx, 2027, input, 0)).rejects.toMatchObject({ code: 'precondition_failed' })
})

it('refuses days of another year, days given twice and weekdays that are worked anyway', async () => {
  const day = (text: string, trading: boolean) => ({ day: text, trading })
  const input = {
    source: 'a notice',
    days: [
      day('2029-01-01', false),
      day('2028-01-03', false),
      day('2028-01-03', false),
      day('2028-01-04', true),
    ],
  }
  await expect(saveTradingYear(t.ctx, 2028, input, 0)).rejects.toMatchObject({
    code: 'invalid_request',
    details: [{ path: '/days/0/day' }, { path: '/days/2/day' }, { path: '/days/3/day' }],
  })
})
