import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { defineJob } from '../../../platform/jobs/jobs.ts'
import { writeAudit } from '../../../govern/audit/index.ts'
import { calendarDay, definitionKey } from '../../../understand/rules/index.ts'
import { addDays } from '../../../platform/calendar-day.ts'
import { refuseRange } from '../read-series.ts'
import { fillValues, lastWholeDay } from './fill-values.ts'

/** Days that the nightly run looks back for missing values, and those it computes anew because events come late. */
const lookBack = 35
const late = 3

/** Every night: the day that is over, days that are missing, and the last few anew. */
export const refreshMetricsJob = defineJob({
  name: 'refresh-metrics',
  input: z.object({}),
  retries: 2,
  concurrency: 1,
  schedule: '40 3 * * *',
  run: async (ctx, _input, run) => {
    await refreshMetrics(ctx, (fraction, key) => run.progress(fraction, key), run.signal)
  },
})

export async function refreshMetrics(
  ctx: Context,
  onProgress?: (fraction: number, key: string) => Promise<void> | void,
  signal?: AbortSignal,
): Promise<void> {
  const to = lastWholeDay(ctx)
  await fillValues(
    ctx,
    { from: addDays(to, 1 - lookBack), to, anewFrom: addDays(to, 1 - late) },
    onProgress,
    signal,
  )
}

const input = z.object({ from: calendarDay, to: calendarDay, keys: z.array(definitionKey).optional() })

/** Compute the values of past days; all of the range, also those that are there. */
export const backfillMetricsJob = defineJob({
  name: 'backfill-metrics',
  input,
  retries: 1,
  concurrency: 1,
  run: async (ctx, { from, to, keys }, run) => {
    const filling = { from, to, anewFrom: from, ...(keys ? { keys } : {}) }
    const { failed } = await fillValues(
      ctx,
      filling,
      (fraction, key) => run.progress(fraction, key),
      run.signal,
    )
    const [first] = Object.entries(failed)
    if (first) throw new AppError('unavailable', `${first[0]} could not be computed: ${first[1]}`)
  },
})

/**
 * @returns the job, whose progress /api/jobs tells
 * @throws AppError invalid_request, conflict when the same range waits already
 */
export async function requestBackfill(ctx: Context, asked: z.input<typeof input>): Promise<{ job: string }> {
  refuseRange(asked.from, asked.to)
  const key = `${asked.keys?.join() ?? 'all'} ${asked.from} ${asked.to}`
  const job = await ctx.jobs.enqueue(backfillMetricsJob, asked, { key })
  if (job === null) throw new AppError('conflict', 'The same days wait to be computed already')
  await ctx.postgres.transaction().execute((transaction) =>
    writeAudit(transaction, ctx, {
      action: 'metric.backfill',
      objectKind: 'metric',
      objectId: asked.keys?.join() ?? '*',
      detail: { ...asked, job },
    }),
  )
  return { job }
}
