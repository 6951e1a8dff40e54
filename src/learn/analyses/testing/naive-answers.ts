import type { Days } from '../question.ts'
import type { Analysis, AnalysisOf } from '../schema.ts'
import { dayAt, hourAt, periodAt, periodBefore, periodsFrom, weekdayAt } from './naive-calendar.ts'
import { meets, type SmallEvent } from './naive-funnel.ts'
import { labelOf, labelsOf, meanOf, numberOf, quantileOf, sumOf } from './naive-numbers.ts'
import { naiveTrend } from './naive-trend.ts'

/** Rows of the tables of an answer for one value of the breakdown, by looking at each customer. */
export type NaiveTables = Readonly<Record<string, readonly Record<string, string | number | null>[]>>

const inside =
  ({ from, to }: Days) =>
  ({ at }: SmallEvent): boolean =>
    dayAt(at) >= from && dayAt(at) <= to

const customersOf = (events: readonly SmallEvent[]): number =>
  new Set(events.map(({ customer }) => customer)).size
const own = (events: readonly SmallEvent[]): SmallEvent[][] => [
  ...Map.groupBy(events, ({ customer }) => customer).values(),
]

function lifecycle({ event, unit }: AnalysisOf<'lifecycle'>, days: Days, events: readonly SmallEvent[]) {
  const lives = own(events.filter((one) => meets(event, one) && dayAt(one.at) <= days.to)).map(
    (mine) => new Set(mine.map(({ at }) => periodAt(unit, dayAt(at)))),
  )
  return {
    periods: periodsFrom(unit, days.from, days.to).map((t) => {
      const before = periodBefore(unit, t)
      const earlier = (life: ReadonlySet<string>): boolean => [...life].some((period) => period < t)
      return {
        t,
        new: lives.filter((life) => life.has(t) && !earlier(life)).length,
        returning: lives.filter((life) => life.has(t) && life.has(before)).length,
        resurrecting: lives.filter((life) => life.has(t) && earlier(life) && !life.has(before)).length,
        dormant: lives.filter((life) => !life.has(t) && life.has(before)).length,
      }
    }),
  }
}

type Measure = AnalysisOf<'distribution'>['measure']

/** The number of a customer; null = they have none. */
function measured(measure: Measure, mine: readonly SmallEvent[]): number | null {
  if (mine.length === 0) return null
  switch (measure.of) {
    case 'count':
      return mine.length
    case 'days':
      return new Set(mine.map(({ at }) => dayAt(at))).size
    case 'hours':
      return new Set(mine.map(({ at }) => Math.floor(at / 3_600_000))).size
    case 'distinct':
      return new Set(mine.flatMap(({ properties }) => properties[measure.property] || [])).size || null
    default: {
      const numbers = mine.flatMap(({ properties }) => numberOf(properties[measure.property]) ?? [])
      if (numbers.length === 0) return null
      if (measure.of === 'sum') return sumOf(numbers)
      if (measure.of === 'avg') return meanOf(numbers)
      return measure.of === 'min' ? Math.min(...numbers) : Math.max(...numbers)
    }
  }
}

function distribution(
  { event, measure, bins = [] }: AnalysisOf<'distribution'>,
  days: Days,
  events: readonly SmallEvent[],
): NaiveTables {
  const numbers = own(events.filter((one) => meets(event, one) && inside(days)(one))).flatMap(
    (mine) => measured(measure, mine) ?? [],
  )
  const customers = numbers.length
  if (customers === 0) return { bins: [], summary: [] }
  const quantile = (share: number) => quantileOf(share, numbers)
  return {
    bins: labelsOf(bins).map((bin) => {
      const here = numbers.filter((one) => labelOf(bins, one) === bin).length
      return { bin, customers: here, share: here / customers }
    }),
    summary: [
      {
        customers,
        mean: meanOf(numbers),
        least: Math.min(...numbers),
        p25: quantile(0.25),
        median: quantile(0.5),
        p75: quantile(0.75),
        p90: quantile(0.9),
        greatest: Math.max(...numbers),
      },
    ],
  }
}

function frequency(
  { event, times = 'count', unit, bins = [] }: AnalysisOf<'frequency'>,
  days: Days,
  events: readonly SmallEvent[],
): NaiveTables {
  const mine = events.filter((one) => meets(event, one) && inside(days)(one))
  return {
    periods: periodsFrom(unit, days.from, days.to).map((t) => {
      const numbers = own(mine.filter(({ at }) => periodAt(unit, dayAt(at)) === t)).flatMap(
        (here) => measured({ of: times }, here) ?? [],
      )
      const counts = labelsOf(bins).map((bin) => numbers.filter((one) => labelOf(bins, one) === bin).length)
      return {
        t,
        customers: numbers.length,
        mean: meanOf(numbers),
        ...Object.fromEntries(counts.map((one, i) => [`b${i}`, one])),
      }
    }),
  }
}

function sessions(
  { event = {}, gapMinutes = 30, interval = 'day', topN = 20 }: AnalysisOf<'sessions'>,
  days: Days,
  events: readonly SmallEvent[],
): NaiveTables {
  const visits = own(events.filter((one) => meets(event, one) && inside(days)(one))).flatMap((mine) => {
    const found: SmallEvent[][] = []
    for (const one of mine.toSorted((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1))) {
      const last = found.at(-1)
      if (last && one.at - (last.at(-1)?.at ?? 0) <= gapMinutes * 60_000) last.push(one)
      else found.push([one])
    }
    return found.map((visit) => ({
      customer: visit[0]?.customer ?? 0,
      began: visit[0]?.at ?? 0,
      took: (visit.at(-1)?.at ?? 0) - (visit[0]?.at ?? 0),
      size: visit.length,
      entry: visit[0]?.name ?? '',
      exit: visit.at(-1)?.name ?? '',
    }))
  })
  const people = (some: typeof visits): number => new Set(some.map(({ customer }) => customer)).size
  const edge = (by: 'entry' | 'exit') =>
    [...Map.groupBy(visits, (visit) => visit[by])]
      .map(([name, some]) => ({ event: name, sessions: some.length, customers: people(some) }))
      .toSorted((a, b) => b.sessions - a.sessions || (a.event < b.event ? -1 : 1))
      .slice(0, topN)
  return {
    periods: periodsFrom(interval, days.from, days.to).map((t) => {
      const here = visits.filter(({ began }) => periodAt(interval, dayAt(began)) === t)
      const bounces = here.filter(({ size }) => size === 1).length
      return {
        t,
        sessions: here.length,
        customers: people(here),
        perCustomer: here.length === 0 ? null : here.length / people(here),
        duration: quantileOf(
          0.5,
          here.map(({ took }) => took),
        ),
        events: meanOf(here.map(({ size }) => size)),
        bounces,
        bounceRate: here.length === 0 ? null : bounces / here.length,
      }
    }),
    entries: edge('entry'),
    exits: edge('exit'),
  }
}

function intervals(
  { first, second, windowSeconds, unit = 'day', holdConstant }: AnalysisOf<'interval'>,
  days: Days,
  events: readonly SmallEvent[],
): NaiveTables {
  const held = (one: SmallEvent): string =>
    holdConstant?.by === 'property' ? (one.properties[holdConstant.property] ?? '') : 'all'
  const read = events.filter(
    (one) => inside(days)(one) && (meets(first, one) || meets(second, one)) && held(one) !== '',
  )
  const kind = (one: SmallEvent): number => (meets(first, one) ? 1 : 0) + (meets(second, one) ? 2 : 0)
  const groups = Map.groupBy(read, (one) => `${one.customer} ${held(one)}`)
  const pairs = [...groups.values()].flatMap((mine) => {
    const sorted = mine.toSorted((a, b) => a.at - b.at || kind(a) - kind(b))
    return sorted.flatMap((one, i) => {
      const before = sorted[i - 1]
      if (!before || !meets(second, one) || !meets(first, before)) return []
      const took = one.at - before.at
      return took <= windowSeconds * 1000 ? [{ customer: one.customer, took, at: one.at }] : []
    })
  })
  const people = (some: typeof pairs): number => new Set(some.map(({ customer }) => customer)).size
  const minutes = [1, 5, 15, 60, 240, 720, 1440, 2880, 4320, 10_080, 20_160, 43_200, 86_400, 129_600, 259_200]
  const inner = minutes.map((one) => one * 60_000).filter((edge) => edge < windowSeconds * 1000)
  const ends = [0, ...inner, windowSeconds * 1000 + 1]
  return {
    periods: periodsFrom(unit, days.from, days.to).map((t) => {
      const here = pairs.filter(({ at }) => periodAt(unit, dayAt(at)) === t)
      const took = here.map((pair) => pair.took)
      return {
        t,
        intervals: here.length,
        customers: people(here),
        mean: meanOf(took),
        p25: quantileOf(0.25, took),
        median: quantileOf(0.5, took),
        p75: quantileOf(0.75, took),
      }
    }),
    bars: ends.slice(0, -1).map((from, i) => {
      const to = ends[i + 1] ?? 0
      const here = pairs.filter(({ took }) => took >= from && took < to)
      return { from, to, intervals: here.length, customers: people(here) }
    }),
  }
}

function heat({ event, measure }: AnalysisOf<'heat'>, days: Days, events: readonly SmallEvent[]) {
  const mine = events.filter((one) => meets(event, one) && inside(days)(one))
  return {
    hours: Array.from({ length: 168 }, (_, i) => {
      const [weekday, hour] = [1 + Math.floor(i / 24), i % 24]
      const here = mine.filter(({ at }) => weekdayAt(at) === weekday && hourAt(at) === hour)
      return {
        weekday,
        hour,
        events: here.length,
        customers: measure === 'users' ? customersOf(here) : null,
      }
    }),
  }
}

/** @param events of the customers asked, of all time, that satisfy what the question says of every event */
export function naiveAnswer(analysis: Analysis, days: Days, events: readonly SmallEvent[]): NaiveTables {
  switch (analysis.type) {
    case 'trend':
      return naiveTrend(analysis, days, events)
    case 'lifecycle':
      return lifecycle(analysis, days, events)
    case 'distribution':
      return distribution(analysis, days, events)
    case 'frequency':
      return frequency(analysis, days, events)
    case 'sessions':
      return sessions(analysis, days, events)
    case 'interval':
      return intervals(analysis, days, events)
    case 'heat':
      return heat(analysis, days, events)
    default:
      throw new Error(`there is no naive answer to a ${analysis.type} of events`)
  }
}
