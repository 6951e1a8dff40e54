import { describe, expect, it } from 'vitest'
import { addDays } from '../../../platform/calendar-day.ts'
import { findAnomalies, type Season } from './find-anomalies.ts'

const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay()
const plain: Season = { weekdayOf: weekday, isQuiet: () => false }

/** Numbers that look normal, the same every time (Box–Muller over a Lehmer generator). */
function noise(seed: number): () => number {
  let state = seed
  const uniform = (): number => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}

function series(days: number, value: (i: number, day: string) => number) {
  return Array.from({ length: days }, (_, i) => {
    const day = addDays('2026-01-05', i)
    return { day, value: value(i, day) }
  })
}

describe('what is unusual', () => {
  it('is found beside trend and weekdays, and next to nothing else', () => {
    let found = 0
    let wrong = 0
    let judged = 0
    for (let run = 1; run <= 10; run += 1) {
      const draw = noise(run * 7_919)
      const planted = 100
      const points = series(150, (i, day) => {
        const weekend = [0, 6].includes(weekday(day)) ? -300 : 0
        return 1_000 + 2 * i + weekend + 20 * draw() + (i === planted ? 240 : 0)
      })
      const result = findAnomalies(points, plain)
      found += result[planted]?.anomaly ? 1 : 0
      const others = result.filter((one, i) => i !== planted && one.score !== null)
      judged += others.length
      wrong += others.filter(({ anomaly }) => anomaly).length
    }
    expect(found).toBe(10)
    expect(wrong / judged).toBeLessThan(0.01)
  })

  it('is not that a weekend is a weekend, but that a Monday looks like one', () => {
    const draw = noise(5)
    const points = series(
      84,
      (i, day) => ([0, 6].includes(weekday(day)) || i === 77 ? 200 : 500) + 5 * draw(),
    )
    const result = findAnomalies(points, plain)
    expect(weekday(points[77]?.day ?? '')).toBe(1)
    expect(result.filter(({ anomaly }) => anomaly).map(({ day }) => day)).toEqual([points[77]?.day])
  })

  it('is not the payday that comes every month', () => {
    const draw = noise(11)
    const points = series(180, (_i, day) => 400 + 10 * draw() + (day.endsWith('-15') ? 250 : 0))
    const result = findAnomalies(points, plain).filter(({ day }) => day.endsWith('-15') && day > '2026-04-20')
    expect(result.length).toBe(2)
    expect(result.some(({ anomaly }) => anomaly)).toBe(false)
  })

  it('is neither looked for nor learnt on quiet days', () => {
    const draw = noise(3)
    const holiday = (day: string): boolean => day >= '2026-02-16' && day <= '2026-02-22'
    const points = series(70, (_i, day) => (holiday(day) ? 20 : 500) + 5 * draw())
    const result = findAnomalies(points, { ...plain, isQuiet: holiday })
    expect(result.some(({ anomaly }) => anomaly)).toBe(false)
    expect(result.find(({ day }) => day === '2026-02-18')?.expected).toBeNull()
    expect(findAnomalies(points, plain).some(({ anomaly }) => anomaly)).toBe(true)
  })

  it('is not judged by less than four weeks, nor where there is no value', () => {
    const short = findAnomalies(
      series(28, () => 5),
      plain,
    )
    expect(short.every(({ expected }) => expected === null)).toBe(true)
    const points = series(40, (i) => i).map((point, i) => (i === 30 ? { ...point, value: null } : point))
    expect(findAnomalies(points, plain)[30]).toMatchObject({ anomaly: false, score: null })
  })

  it('of a series that never changed is any change', () => {
    const result = findAnomalies(
      series(40, (i) => (i === 35 ? 1_100 : 1_000)),
      plain,
    )
    expect(result.filter(({ anomaly }) => anomaly).length).toBe(1)
  })
})
