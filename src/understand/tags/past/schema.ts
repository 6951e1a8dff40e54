import { z } from 'zod'
import { pageOf } from '../../../platform/http/route-kit.ts'
import { calendarDay } from '../../rules/index.ts'

/** At most as many days in one backfill. */
export const mostDays = 400

export const newBackfill = z
  .strictObject({
    from: calendarDay,
    /** The same as `from` unless said. */
    to: calendarDay.optional(),
    /** Every day, the Mondays, or the first days of months; `from` and `to` included only where they are one. */
    every: z.enum(['day', 'week', 'month']).default('day'),
  })
  .refine(({ from, to }) => to === undefined || to >= from, {
    message: 'must not lie before "from"',
    path: ['to'],
  })

export const backfillView = z.object({
  id: z.number().int(),
  group: z.string(),
  /** All its days, the latest first. */
  days: z.array(z.string()),
  done: z.array(z.string()),
  /** Why days could not be computed. */
  failed: z.record(z.string(), z.string()),
  status: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
})
export type BackfillView = z.output<typeof backfillView>
export const backfillPage = pageOf(backfillView)

export const pastDayView = z.object({
  asOf: z.string(),
  customers: z.number().int(),
  builtAt: z.iso.datetime(),
})
export const pastDays = z.object({ kept: z.number().int(), items: z.array(pastDayView) })
