import { addDays } from '../../platform/calendar-day.ts'
import type { AlertCondition } from './schema.ts'

export interface Found {
  readonly value: number
  /** The bound, the earlier value, or what was expected. */
  readonly compared: number
  readonly score: number | null
}

/** Values by day as far as a condition reads, and what the anomaly model makes of the day itself. */
export interface DayFacts {
  readonly day: string
  readonly valueOf: (day: string) => number | null
  readonly judged: {
    readonly expected: number | null
    readonly score: number | null
    readonly anomaly: boolean
  } | null
}

const daysBack = { day: 1, week: 7, month: 30, quarter: 90 } as const

/** Whether a condition holds on a day; null where it does not, or where nothing can be said. */
export function judgeDay(condition: AlertCondition, { day, valueOf, judged }: DayFacts): Found | null {
  const value = valueOf(day)
  if (value === null) return null
  switch (condition.type) {
    case 'threshold': {
      const beyond = condition.op === 'above' ? value > condition.value : value < condition.value
      return beyond ? { value, compared: condition.value, score: null } : null
    }
    case 'change': {
      const before = valueOf(addDays(day, -daysBack[condition.against]))
      if (before === null || before === 0) return null
      const percent = ((value - before) / Math.abs(before)) * 100
      return points(percent, condition.direction) && Math.abs(percent) >= condition.percent
        ? { value, compared: before, score: null }
        : null
    }
    case 'anomaly': {
      if (!judged?.anomaly || judged.expected === null || judged.score === null) return null
      return points(judged.score, condition.direction)
        ? { value, compared: judged.expected, score: judged.score }
        : null
    }
  }
}

/** How many days before a day a condition reads. */
export function reachOf(condition: AlertCondition): number {
  return condition.type === 'change' ? daysBack[condition.against] : 0
}

const points = (change: number, direction: 'up' | 'down' | 'either'): boolean =>
  direction === 'either' || (direction === 'up' ? change > 0 : change < 0)
