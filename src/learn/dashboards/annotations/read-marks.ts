import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { z } from 'zod'
import { readJourneyDates } from '../../../engage/journeys/index.ts'
import { addDays } from '../../../platform/calendar-day.ts'
import type { Context } from '../../../platform/context.ts'
import { businessDay } from '../../../understand/rules/index.ts'
import { boardFor } from '../rights.ts'
import { type AnnotationTable, dashboardTables } from '../store.ts'
import type { AnnotationView, Mark, marksQuery } from './schema.ts'

/** Nobody reads more on a chart. */
const most = 200

/**
 * What is drawn on charts of some days: annotations of every board and of one, and journeys that began or ended then.
 * @throws AppError not_found of the board
 */
export async function readMarks(
  ctx: Context,
  { from, to, dashboard, journeys }: z.output<typeof marksQuery>,
): Promise<Mark[]> {
  if (dashboard !== undefined) await boardFor(ctx, dashboard)
  const [entered, dates] = await Promise.all([
    dashboardTables(ctx.postgres)
      .selectFrom('annotation')
      .selectAll()
      .where('first_day', '<=', to)
      .where('last_day', '>=', from)
      .where((where) =>
        where.or([
          where('dashboard_id', 'is', null),
          ...(dashboard === undefined ? [] : [where('dashboard_id', '=', dashboard)]),
        ]),
      )
      .orderBy('first_day')
      .orderBy('id')
      .limit(most)
      .execute(),
    journeys ? readJourneyDates(ctx, await instantsOf(ctx, from, to)) : [],
  ])
  const day = (at: Date): string => businessDay(at, ctx.config.timezone)
  return [
    ...entered.map((row): Mark => ({ of: 'annotation', ...viewOf(row) })),
    ...dates.map(({ key, name, startedAt, endedAt }): Mark => ({
      of: 'journey',
      journey: key,
      name,
      firstDay: day(startedAt),
      lastDay: endedAt && day(endedAt),
    })),
  ]
}

/** When days begin and end in the business time zone. */
async function instantsOf(ctx: Context, from: string, to: string) {
  const { timezone } = ctx.config
  const { rows } = await sql<{ from: Date; until: Date }>`
    SELECT ${from}::timestamp AT TIME ZONE ${timezone} AS "from",
           ${addDays(to, 1)}::timestamp AT TIME ZONE ${timezone} AS until`.execute(ctx.postgres)
  const [instants] = rows
  if (!instants) throw new Error('PostgreSQL says when days begin')
  return { ...instants, most }
}

export function viewOf(row: Selectable<AnnotationTable>): AnnotationView {
  return {
    id: row.id,
    name: row.name,
    firstDay: row.first_day,
    lastDay: row.last_day,
    dashboard: row.dashboard_id,
    version: row.version,
    createdBy: row.created_by,
    updatedAt: row.updated_at.toISOString(),
  }
}
