import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { businessDay } from '../rules/index.ts'
import { aumClasses } from './aum.ts'
import { findPerson } from './person.ts'
import { aumSeries } from './queries/aum-series.ts'

const longestYears = 10

export const aumQuery = z.object({
  from: z.iso.date().optional().describe('First day; two years before `to` unless said'),
  to: z.iso.date().optional().describe('Last day; the business day of now unless said'),
})

const amounts = {
  total: z.string(),
  classes: z.record(z.string(), z.string()).describe('By class of product; 0 where it is missing'),
}
export const aumView = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  days: z
    .array(z.object({ day: z.iso.date(), ...amounts }))
    .describe('Closing balances of the first day, of every day on which they changed, and of the last'),
  months: z
    .array(z.object({ month: z.string(), ...amounts }))
    .describe('Daily averages; of the last over its elapsed days'),
  years: z
    .array(z.object({ year: z.string(), ...amounts }))
    .describe('Daily averages; of the last over its elapsed days'),
})

/**
 * AUM over time.
 * @throws AppError not_found, invalid_request
 */
export async function readAum(
  ctx: Context,
  reference: string,
  query: z.output<typeof aumQuery>,
): Promise<z.output<typeof aumView>> {
  const to = query.to ?? businessDay(ctx.clock.now(), ctx.config.timezone)
  const from = query.from ?? yearsBefore(to, 2)
  if (from > to || from < yearsBefore(to, longestYears)) {
    throw new AppError(
      'invalid_request',
      `Ask for at most ${longestYears} years, from a day up to a later one`,
      {
        details: [{ path: '/from', message: `must lie in the ${longestYears} years before "to"` }],
      },
    )
  }
  const { members } = await findPerson(ctx, reference)
  const rows = await aumSeries(ctx.clickhouse, { members, classes: [...aumClasses], from, to })
  const of = (unit: 'day' | 'month' | 'year') =>
    rows
      .filter((row) => row.unit === unit)
      .map(({ period, amount: total, classes }) => ({ period, total, classes }))
  return {
    from,
    to,
    days: of('day').map(({ period: day, ...rest }) => ({ day, ...rest })),
    months: of('month').map(({ period, ...rest }) => ({ month: period.slice(0, 7), ...rest })),
    years: of('year').map(({ period, ...rest }) => ({ year: period.slice(0, 4), ...rest })),
  }
}

/** The same day so many years earlier; the 29th of February becomes the 1st of March. */
function yearsBefore(day: string, years: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year - years, month - 1, date)).toISOString().slice(0, 10)
}
