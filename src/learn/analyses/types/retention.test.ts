import { asyncProperty, assert, constantFrom, record } from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { addDays } from '../../../platform/calendar-day.ts'
import { runAnalysis } from '../run-analysis.ts'
import type { AnalysisOf } from '../schema.ts'
import { meets, type SmallEvent } from '../testing/naive-funnel.ts'
import { byCustomer, smallEvents, storeSmallEvents } from '../testing/small-events.ts'
import { periodOf } from './trend-points.ts'

// Ten days are stretched to a hundred, so that there are weeks and months to come back in.
const stretched = smallEvents(250, 5).map((one) => ({
  ...one,
  at: one.at + 10 * (one.at - Date.parse('2026-08-31T16:00:00Z')),
}))
const people = byCustomer(stretched)
const range = { from: '2026-09-03', to: '2026-12-01' } as const
let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
  await storeSmallEvents(t.ctx.clickhouse, stretched)
})
afterAll(() => t.close())

type Retention = AnalysisOf<'retention'>
const dayOf = ({ at }: SmallEvent): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)
const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000
const monthOf = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7))

/** How many periods a return lies after a beginning. */
function distance({ unit, mode = 'n_day' }: Retention, from: string, to: string): number {
  if (unit === 'day') return daysBetween(from, to)
  if (mode === 'n_day') return Math.floor(daysBetween(from, to) / { week: 7, month: 30 }[unit])
  if (unit === 'month') return monthOf(to) - monthOf(from)
  return daysBetween(periodOf('week', from), periodOf('week', to)) / 7
}

/** `cohort n` → customers, one by one. */
function naive(question: Retention): Map<string, number> {
  const { first, returned, unit, cohort = 'every', mode = 'n_day', periods = 30 } = question
  const cells = new Map<string, number>()
  const add = (key: string): void => void cells.set(key, (cells.get(key) ?? 0) + 1)
  const inRange = (day: string): boolean => day >= range.from && day <= range.to
  for (const own of people.values()) {
    const ever = own
      .filter((one) => meets(first, one))
      .map(dayOf)
      .toSorted()
    const inside = ever.filter(inRange)
    const begins =
      cohort === 'every'
        ? inside
        : cohort === 'first_ever'
          ? ever.slice(0, 1).filter(inRange)
          : inside.slice(0, 1)
    const rolling = mode === 'n_day' && unit !== 'day'
    // In calendar periods of weeks and months, days of the period before the range belong to the period, too.
    const whole = unit === 'day' || rolling ? range.from : addDays(range.from, -31)
    const returns = own
      .filter((one) => meets(returned, one))
      .map(dayOf)
      .filter((day) => day >= whole && day <= range.to)
    const cohorts = Map.groupBy(begins, (day) => periodOf(unit, day))
    for (const [key, [day = '']] of cohorts) {
      add(`${key} size`)
      for (let n = 0; n <= periods; n += 1) {
        const came = returns.some((back) => {
          const steps = distance(question, day, back)
          if (rolling && back < day) return false
          return mode === 'unbounded' ? steps >= n : steps === n
        })
        if (came) add(`${key} ${n}`)
      }
    }
  }
  return cells
}

const questions = record({
  first: constantFrom({ event: 'a' }, {}),
  returned: constantFrom({ event: 'b' }, { event: 'a' }, {}),
  unit: constantFrom('day' as const, 'week' as const, 'month' as const),
  mode: constantFrom('n_day' as const, 'calendar' as const, 'unbounded' as const),
  cohort: constantFrom('every' as const, 'first_ever' as const, 'first_in_range' as const),
})

it('counts in every cell whom looking at each customer counts', async () => {
  let largest = 0
  await assert(
    asyncProperty(questions, async (parts) => {
      const question: Retention = { type: 'retention', range, who: 'everybody', periods: 6, ...parts }
      const { tables } = await runAnalysis(t.ctx, question)
      const expected = naive(question)
      for (const { values } of tables[0]?.rows ?? []) {
        const { cohort, size } = values
        expect({ cohort, size }).toEqual({ cohort, size: expected.get(`${cohort} size`) })
        largest = Math.max(largest, Number(values['n1'] ?? 0))
        // Nobody can have come back in a period that lies behind the range: null there, 0 for the naive count.
        const shown = Array.from({ length: 7 }, (_, n) => values[`n${n}`] ?? 0)
        const counted = Array.from({ length: 7 }, (_, n) => expected.get(`${cohort} ${n}`) ?? 0)
        expect({ cohort, shown }).toEqual({ cohort, shown: counted })
      }
      expect(tables[0]?.rows).toHaveLength([...expected.keys()].filter((key) => key.endsWith('size')).length)
    }),
    { numRuns: 40 },
  )
  expect(largest).toBeGreaterThan(3)
})

it('joins periods to brackets', async () => {
  const question: Retention = {
    type: 'retention',
    range,
    who: 'everybody',
    first: { event: 'a' },
    returned: {},
    unit: 'day',
    cohort: 'first_in_range',
    brackets: [1, 8, 30],
  }
  const { tables } = await runAnalysis(t.ctx, question)
  const single = await runAnalysis(t.ctx, { ...question, brackets: [1, 2, 3] })
  const sum = (of: typeof tables, n: string): number =>
    (of[0]?.rows ?? []).reduce((total, { values }) => total + Number(values[n] ?? 0), 0)
  expect(tables[0]?.columns.map(({ name }) => name.en).slice(2)).toEqual(['Day 0', 'Day 1–7', 'Day 8–29'])
  expect(sum(tables, 'n0')).toBe(sum(tables, 'size'))
  expect(sum(tables, 'n1')).toBeGreaterThan(sum(single.tables, 'n1'))
  expect(sum(tables, 'n1')).toBeGreaterThanOrEqual(sum(single.tables, 'n2'))
})
