import type { z } from 'zod'
import { addDays, weekdayOf } from '../../../platform/calendar-day.ts'
import { AppError } from '../../../platform/errors.ts'
import { mostDays, type newBackfill } from './schema.ts'

/**
 * The days of a backfill, the latest first.
 * @param today nothing later can be computed
 * @throws AppError invalid_request when there are none, too many, or some lie ahead
 */
export function backfillDays(
  { from, to = from, every }: z.output<typeof newBackfill>,
  today: string,
): string[] {
  if (to > today) throw wrong('/to', `lies ahead: the latest day that can be computed is today, ${today}`)
  const days: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) {
    if (every === 'week' && weekdayOf(day) !== 1) continue
    if (every === 'month' && !day.endsWith('-01')) continue
    days.push(day)
    if (days.length > mostDays)
      throw wrong('/from', `makes more than ${mostDays} days: take a shorter time, or weeks or months`)
  }
  if (days.length === 0)
    throw wrong(
      '/every',
      `there is no ${every === 'week' ? 'Monday' : 'first of a month'} from ${from} to ${to}`,
    )
  return days.toReversed()
}

function wrong(path: string, message: string): AppError {
  return new AppError('invalid_request', `The days of the backfill are wrong: ${message}`, {
    details: [{ path, message }],
  })
}
