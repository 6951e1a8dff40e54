import { median, robustLine, scatter } from './robust.ts'

export interface Point {
  readonly day: string
  readonly value: number | null
}

export interface Judged extends Point {
  /** What level, trend and season let expect; null where fewer than `fewest` days are known before. */
  readonly expected: number | null
  readonly low: number | null
  readonly high: number | null
  /** How many standard deviations the value lies from what was expected. */
  readonly score: number | null
  readonly anomaly: boolean
}

export interface Season {
  /** Days that belong together: all Mondays, say, a worked Saturday among the Fridays. */
  weekdayOf(day: string): number
  /** Quiet days are judged by nobody, and teach nothing. */
  isQuiet(day: string): boolean
}

/** Days that are learnt from: eight weeks for level, trend and weekdays, half a year for the place in the month. */
const near = 56
const far = 190
/** Days that must be known before any is judged. */
const fewest = 28
/** From this many standard deviations on (Iglewicz and Hoaglin 1993 advise 3.5). */
export const usualSensitivity = 3.5

/**
 * What is unusual, each day judged only by the days before it. Expected is a robust line through the last eight weeks,
 * plus the median of what was left over on the same weekday, plus – where three months or more are known – the median of
 * what was still left over at the same place in the month (paydays, month ends). The scatter (median
 * absolute deviation) of what is left over of each day without its own help says how far is far. Earlier anomalies hardly move a median, so none need be taken out.
 * @param from days before this one are learnt from, but not judged
 */
export function findAnomalies(
  points: readonly Point[],
  season: Season,
  sensitivity: number = usualSensitivity,
  from = '',
): Judged[] {
  const known = points.flatMap(({ day, value }, x) =>
    value === null || season.isQuiet(day)
      ? []
      : [{ x, y: value, day, weekday: season.weekdayOf(day), place: placeInMonth(day) }],
  )
  return points.map((point, x) => {
    const unjudged = { ...point, expected: null, low: null, high: null, score: null, anomaly: false }
    const past = known.filter((one) => one.x < x && one.x >= x - near)
    if (point.day < from || past.length < fewest || season.isQuiet(point.day)) return unjudged
    const line = robustLine(past)
    const rest = (one: { x: number; y: number }): number => one.y - line.level - line.slope * one.x
    const groups = Map.groupBy(past, (one) => one.weekday)
    const mates = (weekday: number, but?: Known): number[] =>
      (groups.get(weekday) ?? []).filter((one) => one !== but).map(rest)
    // Each day is compared with the other days of its weekday: with its own among them it would look too ordinary.
    const left = past.map((one) => rest(one) - effectOf(mates(one.weekday, one)))
    const weekday = effectOf(mates(season.weekdayOf(point.day)))
    const spread = scatter(left)
    // Whole numbers and constant series have no scatter: what differs from them by less than 1 in 1,000 is the same.
    const least = Math.max(Math.abs(median(past.map(({ y }) => y))) * 1e-3, 1e-9)
    const deviation = Math.max(spread, least)
    const usual = (one: Known): number => one.y - effectOf(mates(one.weekday))
    const month = monthEffect(known, x, placeInMonth(point.day), usual, deviation)
    const expected = line.level + line.slope * x + weekday + month
    const low = expected - sensitivity * deviation
    const high = expected + sensitivity * deviation
    if (point.value === null) return { ...unjudged, expected, low, high }
    const score = (point.value - expected) / deviation
    return { ...point, expected, low, high, score, anomaly: Math.abs(score) >= sensitivity }
  })
}

interface Known {
  readonly x: number
  readonly y: number
  readonly day: string
  readonly weekday: number
  readonly place: number
}

/** The median of at least two. */
const effectOf = (rests: readonly number[]): number => (rests.length < 2 ? 0 : median(rests))

/**
 * How far the same place of earlier months lay from the days around it, weekdays apart; 0 with fewer than three months,
 * or when not all of them stand out on the same side.
 */
function monthEffect(
  known: readonly Known[],
  x: number,
  place: number,
  usual: (one: Known) => number,
  deviation: number,
): number {
  const same = known.filter((one) => one.x < x - 14 && one.x >= x - far && one.place === place)
  if (same.length < 3) return 0
  const apart = same.map((one) => {
    const around = known.filter((other) => other !== one && Math.abs(other.x - one.x) <= 7 && other.x < x)
    return usual(one) - median(around.map(usual))
  })
  const standsOut = (sign: number): boolean => apart.every((value) => value * sign > 1.5 * deviation)
  return standsOut(1) || standsOut(-1) ? median(apart) : 0
}

/** 1, 2, … from the month's beginning, and −1, −2, −3 for its last three days. */
function placeInMonth(day: string): number {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return length - date < 3 ? date - length - 1 : date
}
