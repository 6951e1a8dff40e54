import type { Days } from '../question.ts'
import type { AnalysisOf, Measure } from '../schema.ts'
import { dayAt, daysFrom, hourAt, periodAt, periodsFrom, shifted } from './naive-calendar.ts'
import { meets, type SmallEvent } from './naive-funnel.ts'
import { meanOf, numberOf, quantileOf, sumOf } from './naive-numbers.ts'

type Trend = AnalysisOf<'trend'>
type Point = number | null

function bucketAt(interval: Trend['interval'], at: number, from: string): string {
  if (interval === 'total') return from
  if (interval === 'hour') return `${dayAt(at)} ${String(hourAt(at)).padStart(2, '0')}:00`
  return periodAt(interval, dayAt(at))
}

function buckets(interval: Trend['interval'], { from, to }: Days): string[] {
  if (interval === 'total') return [from]
  if (interval !== 'hour') return periodsFrom(interval, from, to)
  return daysFrom(from, to).flatMap((day) =>
    Array.from({ length: 24 }, (_, hour) => `${day} ${String(hour).padStart(2, '0')}:00`),
  )
}

const people = (events: readonly SmallEvent[]): number => new Set(events.map(({ customer }) => customer)).size

function measured(measure: Measure, events: readonly SmallEvent[]): Point {
  if (measure.of === 'count') return events.length
  if (measure.of === 'users') return people(events)
  if (measure.of === 'per_user') return events.length === 0 ? null : events.length / people(events)
  if (!('property' in measure)) return null
  const texts = events.flatMap(({ properties }) => properties[measure.property] || [])
  if (measure.of === 'distinct') return texts.length === 0 ? null : new Set(texts).size
  const numbers = texts.flatMap((text) => numberOf(text) ?? [])
  if (measure.of === 'sum') return sumOf(numbers)
  if (numbers.length === 0) return null
  if (measure.of === 'avg') return meanOf(numbers)
  if (measure.of === 'min') return Math.min(...numbers)
  if (measure.of === 'max') return Math.max(...numbers)
  return quantileOf(measure.of === 'percentile' ? measure.percentile / 100 : 0.5, numbers)
}

/** Arithmetic as the tests write it, worked out without the parser that is tested. */
export const formulas: Readonly<Record<string, (a: number, b: number) => Point>> = {
  'A / B * 100': (a, b) => (b === 0 ? null : (a / b) * 100),
  '(A + B) / 2 - 1.5': (a, b) => (a + b) / 2 - 1.5,
  'A - B - A': (a, b) => a - b - a,
  '8 / 2 / (B - B)': () => null,
  '-A * -(2 + B)': (a, b) => -a * -(2 + b),
}

/** Every bucket of every series, formula and moving average. */
export function naiveTrend(analysis: Trend, days: Days, events: readonly SmallEvent[]) {
  const { series, interval, cumulative = false, movingAverage } = analysis
  const times = buckets(interval, days)
  const lines = new Map<string, Point[]>()
  series.forEach(({ measure, ...filter }, i) => {
    const mine = events.filter((one) => meets(filter, one))
    const within = mine.filter(({ at }) => dayAt(at) >= days.from && dayAt(at) <= days.to)
    const line = times.map((t): Point => {
      if ('days' in measure) {
        const rolling = people(
          mine.filter(({ at }) => dayAt(at) <= t && dayAt(at) > shifted(t, -measure.days)),
        )
        const today = people(mine.filter(({ at }) => dayAt(at) === t))
        return measure.of === 'rolling_users' ? rolling : rolling === 0 ? null : today / rolling
      }
      const adds = measure.of === 'count' || measure.of === 'sum' || measure.of === 'users'
      return measured(
        measure,
        within.filter(({ at }) => {
          const bucket = bucketAt(interval, at, days.from)
          return cumulative && adds ? bucket <= t : bucket === t
        }),
      )
    })
    lines.set(String.fromCodePoint(65 + i), line)
  })
  analysis.formulas?.forEach(({ expression }, i) =>
    lines.set(
      `F${i + 1}`,
      times.map((_, at) => {
        const [a, b] = [lines.get('A')?.[at] ?? null, lines.get('B')?.[at] ?? null]
        const missing = (expression.includes('A') && a === null) || (expression.includes('B') && b === null)
        return missing ? null : (formulas[expression]?.(a ?? 0, b ?? 0) ?? null)
      }),
    ),
  )
  if (movingAverage !== undefined)
    for (const [name, line] of Array.from(lines))
      lines.set(
        `${name}_average`,
        line.map((_, at) =>
          at + 1 < movingAverage
            ? null
            : meanOf(line.slice(at + 1 - movingAverage, at + 1).filter((one) => one !== null)),
        ),
      )
  return {
    points: times.map((t, at) => ({
      t,
      ...Object.fromEntries([...lines].map(([name, line]) => [name, line[at] ?? null])),
    })),
  }
}
