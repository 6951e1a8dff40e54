import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../../../../platform/context.ts'
import { businessDay } from '../../../../understand/rules/index.ts'

const planLock = 7_700_104

/** How many more calls each caller can make today: `caller, branch, free`. */
const roomSql = (today: string): RawBuilder<unknown> => sql`
  SELECT callers.caller, callers.branch,
         coalesce(own.per_day, usual.per_day, 0) - (
           SELECT count(*) FROM call_entry AS taken WHERE taken.caller = callers.caller AND taken.planned_on = ${today}::date
         ) AS free
  FROM (
    SELECT manager AS caller, max(branch) AS branch FROM (
      SELECT manager, branch FROM call_entry WHERE status = 'open'
      UNION ALL SELECT manager, branch FROM call_capacity
    ) AS known WHERE manager <> '' GROUP BY manager
  ) AS callers
  LEFT JOIN call_capacity AS own ON own.manager = callers.caller
  LEFT JOIN call_capacity AS usual ON usual.manager = ''`

/**
 * Give waiting calls to callers for today, by set statements over the whole list: first every customer to the own
 * manager, the most urgent first, as many as the manager's day has room for; then what waits at full managers (or has
 * none) to colleagues of the same branch, to those with the most room first. A call that was planned for an earlier day
 * and not made waits again; one that nobody made by its due day has failed.
 */
export async function planCalls(
  ctx: Context,
): Promise<{ planned: number; moved: number; expired: { touch: string; route: number }[] }> {
  const now = ctx.clock.now()
  const today = businessDay(now, ctx.config.timezone)
  return ctx.postgres.transaction().execute(async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(${planLock}, 0)`.execute(transaction)
    const expired = await sql<{ touch: string; route: number }>`
      UPDATE call_entry SET status = 'failed', note = 'nobody called in time', updated_at = ${now}
      WHERE status = 'open' AND due_on < ${today}::date RETURNING touch, route_id AS route`.execute(
      transaction,
    )
    await sql`
      UPDATE call_entry SET planned_on = NULL, caller = '', updated_at = ${now}
      WHERE status = 'open' AND planned_on < ${today}::date`.execute(transaction)
    const planned = await sql`
      WITH room AS (${roomSql(today)}), waiting AS (
        SELECT touch, manager, row_number() OVER (PARTITION BY manager ORDER BY due_on, created_at, touch) AS place
        FROM call_entry WHERE status = 'open' AND planned_on IS NULL AND manager <> ''
      )
      UPDATE call_entry AS entry SET caller = waiting.manager, planned_on = ${today}::date, updated_at = ${now}
      FROM waiting JOIN room ON room.caller = waiting.manager
      WHERE entry.touch = waiting.touch AND waiting.place <= room.free`.execute(transaction)
    const moved = await sql`
      WITH room AS (${roomSql(today)}), places AS (
        SELECT caller, branch, row_number() OVER (PARTITION BY branch ORDER BY place, free DESC, caller) AS turn
        FROM room, generate_series(1, greatest(free, 0)) AS place
      ), waiting AS (
        SELECT touch, branch, row_number() OVER (PARTITION BY branch ORDER BY due_on, created_at, touch) AS turn
        FROM call_entry WHERE status = 'open' AND planned_on IS NULL AND branch <> ''
      )
      UPDATE call_entry AS entry SET caller = places.caller, planned_on = ${today}::date, updated_at = ${now}
      FROM waiting JOIN places ON places.branch = waiting.branch AND places.turn = waiting.turn
      WHERE entry.touch = waiting.touch`.execute(transaction)
    return {
      planned: Number(planned.numAffectedRows ?? 0),
      moved: Number(moved.numAffectedRows ?? 0),
      expired: expired.rows,
    }
  })
}
