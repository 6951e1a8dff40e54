import { z } from 'zod'
import { addDays } from '../../platform/calendar-day.ts'
import type { Context } from '../../platform/context.ts'
import { definitionKey } from '../../understand/rules/index.ts'
import { loadRuleCatalogue } from '../../understand/segments/index.ts'
import { checkFormula } from './check-metric.ts'
import { seriesSql } from './compute/series-sql.ts'
import { metricChange } from './schema.ts'
import { lastWholeDay } from './values/fill-values.ts'
import { knownOnlyNow } from './values/known-only-now.ts'

/** Someone waits for the answer. */
const limits = { max_execution_time: 20 }
const days = 30

export const metricPreview = metricChange.pick({ formula: true, condition: true }).extend({
  key: definitionKey.optional().describe('Of the metric that is being changed, so that circles are seen'),
})
export const metricPreviewView = z.object({
  value: z.number().nullable().describe('On the last day that is over, of the whole bank or the data scope'),
  day: z.string(),
  points: z.array(z.object({ day: z.string(), value: z.number().nullable() })).describe('The last 30 days'),
  growsByDay: z
    .boolean()
    .describe(
      'It reads how customers are now: past days cannot be computed, and there is one more value every day',
    ),
})

/**
 * What an unsaved formula would give, computed now; nothing is kept.
 * @throws AppError invalid_definition saying what is wrong and where
 */
export async function previewMetric(
  ctx: Context,
  { key = '', formula, condition }: z.output<typeof metricPreview>,
  signal?: AbortSignal,
): Promise<z.output<typeof metricPreviewView>> {
  const resolved = await checkFormula(ctx, { key, formula, condition })
  const growsByDay = knownOnlyNow(resolved)
  const to = lastWholeDay(ctx)
  const points = await ctx.clickhouse.query(
    `SELECT toString(day) AS day, value FROM (${seriesSql({
      resolved,
      from: growsByDay ? to : addDays(to, 1 - days),
      to,
      split: { by: 'organisation', rollup: new Map() },
      ...(ctx.actor.organisations === null ? {} : { branches: ctx.actor.organisations }),
      catalogue: await loadRuleCatalogue(ctx),
      timezone: ctx.config.timezone,
      now: ctx.clock.now(),
    })}) ORDER BY day`,
    {},
    z.object({ day: z.string(), value: z.number().nullable() }),
    { settings: limits, ...(signal ? { signal } : {}) },
  )
  return { value: points.at(-1)?.value ?? null, day: to, points, growsByDay }
}
