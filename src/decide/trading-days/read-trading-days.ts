import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { type TradingCalendar, tradingCalendar } from './calendar.ts'
import type { TradingYearView } from './schema.ts'
import { calendarTables } from './store.ts'

const dayText = sql<string>`to_char(day, 'YYYY-MM-DD')`

/** The calendar of every year that was entered. Years that were not have weekends only. */
export async function readTradingDays(ctx: Pick<Context, 'postgres'>): Promise<TradingCalendar> {
  const rows = await calendarTables(ctx.postgres)
    .selectFrom('trading_day')
    .select([dayText.as('text'), 'trading'])
    .execute()
  return tradingCalendar(new Map(rows.map((row) => [row.text, row.trading])))
}

/** The exceptions of one year as people edit them. */
export async function readTradingYear(
  ctx: Pick<Context, 'postgres'>,
  year: number,
): Promise<TradingYearView> {
  const db = calendarTables(ctx.postgres)
  const [listed, days] = await Promise.all([
    db.selectFrom('trading_year').selectAll().where('year', '=', year).executeTakeFirst(),
    db
      .selectFrom('trading_day')
      .select([dayText.as('text'), 'trading', 'name'])
      .where('year', '=', year)
      .orderBy('day')
      .execute(),
  ])
  return {
    year,
    version: listed?.version ?? 0,
    source: listed?.source ?? '',
    days: days.map(({ text, trading, name }) => ({ day: text, trading, name })),
  }
}
