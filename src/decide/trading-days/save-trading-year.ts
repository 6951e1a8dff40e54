import { sql } from 'kysely'
import { weekdayOf } from '../../platform/calendar-day.ts'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { readTradingYear } from './read-trading-days.ts'
import { type TradingYearInput, type TradingYearView, tradingYearInput } from './schema.ts'
import { calendarTables } from './store.ts'

/**
 * Replace the exceptions of one year.
 * @param basedOn the version that was changed, 0 for a year that nobody entered yet
 * @throws AppError invalid_request for days of another year, days given twice, or exceptions that are none
 */
export async function saveTradingYear(
  ctx: Context,
  year: number,
  input: TradingYearInput,
  basedOn: number,
): Promise<TradingYearView> {
  const { source, days } = tradingYearInput.parse(input)
  checkDays(year, days)
  await ctx.postgres.transaction().execute(async (transaction) => {
    const db = calendarTables(transaction)
    await sql`LOCK TABLE trading_year IN SHARE ROW EXCLUSIVE MODE`.execute(transaction)
    const before = await readTradingYear({ postgres: transaction }, year)
    if (before.version !== basedOn) throw changedMeanwhile('The trading-day calendar')
    const row = { source, version: before.version + 1, updated_at: ctx.clock.now() }
    await db
      .insertInto('trading_year')
      .values({ year, ...row })
      .onConflict((conflict) => conflict.column('year').doUpdateSet(row))
      .execute()
    await db.deleteFrom('trading_day').where('year', '=', year).execute()
    if (days.length > 0) {
      await db
        .insertInto('trading_day')
        .values(days.map((day) => ({ ...day, year })))
        .execute()
    }
    await writeAudit(transaction, ctx, {
      action: 'trading_days.update',
      objectKind: 'trading_year',
      objectId: String(year),
      detail: { before: before.days, after: days, source },
    })
  })
  return readTradingYear(ctx, year)
}

function checkDays(year: number, days: readonly { day: string; trading: boolean }[]): void {
  const seen = new Set<string>()
  const problems = days.flatMap(({ day, trading }, at) => {
    const twice = seen.has(day)
    seen.add(day)
    const path = `/days/${at}/day`
    if (!day.startsWith(`${year}-`)) return [{ path, message: `${day} is not a day of ${year}` }]
    if (twice) return [{ path, message: `${day} is listed twice` }]
    const weekend = weekdayOf(day) > 5
    if (trading && !weekend) return [{ path, message: `${day} is a weekday and trades anyway` }]
    return []
  })
  if (problems.length > 0)
    throw new AppError('invalid_request', 'Some days do not belong into the calendar', { details: problems })
}
