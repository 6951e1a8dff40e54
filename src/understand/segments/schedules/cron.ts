import { CronExpressionParser } from 'cron-parser'
import { AppError } from '../../../platform/errors.ts'
import { type Schedule, weekdays } from './schema.ts'

/**
 * A schedule as the cron expression that is stored.
 * @throws AppError invalid_definition when a cron expression is wrong or never falls due
 */
export function cronOf(schedule: Schedule, timezone: string): string {
  if (schedule.every === 'cron') {
    const cron = schedule.cron.trim().replaceAll(/\s+/g, ' ')
    dueTimes(cron, timezone, new Date(0), 1)
    return cron
  }
  const [hour, minute] = schedule.at.split(':').map(Number)
  const time = `${minute} ${hour}`
  if (schedule.every === 'day') return `${time} * * *`
  if (schedule.every === 'week') {
    const days = schedule.on.map((day) => weekdays.indexOf(day)).toSorted((a, b) => a - b)
    return `${time} * * ${days.join(',')}`
  }
  return `${time} ${schedule.on === 'last' ? 'L' : schedule.on} * *`
}

/** The schedule that a stored cron expression came from. */
export function scheduleOf(cron: string): Schedule {
  const found = /^(\d{1,2}) (\d{1,2}) (\*|L|\d{1,2}) \* (\*|[0-6](?:,[0-6])*)$/.exec(cron)
  const [, minute = '', hour = '', day = '', week = ''] = found ?? []
  const at = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  if (!found || Number(hour) > 23 || Number(minute) > 59) return { every: 'cron', cron }
  if (day === '*' && week === '*') return { every: 'day', at }
  if (day === '*') {
    const on = week.split(',').flatMap((number) => weekdays[Number(number)] ?? [])
    return { every: 'week', on, at }
  }
  if (week !== '*') return { every: 'cron', cron }
  if (day === 'L') return { every: 'month', on: 'last', at }
  return Number(day) >= 1 && Number(day) <= 28
    ? { every: 'month', on: Number(day), at }
    : { every: 'cron', cron }
}

/**
 * The next times after an instant at which a cron expression falls due.
 * @throws AppError invalid_definition when there are none
 */
export function dueTimes(cron: string, timezone: string, after: Date, times: number): Date[] {
  if (cron.split(' ').length !== 5) throw wrongCron('needs five fields: minute hour day month weekday')
  try {
    const expression = CronExpressionParser.parse(cron, { tz: timezone, currentDate: after })
    return expression.take(times).map((time) => time.toDate())
  } catch (error) {
    throw wrongCron(error instanceof Error ? error.message : String(error))
  }
}

export function nextDue(cron: string, timezone: string, after: Date): Date {
  const [due] = dueTimes(cron, timezone, after, 1)
  if (!due) throw wrongCron('never falls due')
  return due
}

function wrongCron(message: string): AppError {
  return new AppError('invalid_definition', `The schedule is wrong: ${message}`, {
    details: [{ path: '/schedule/cron', message }],
  })
}
