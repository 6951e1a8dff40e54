import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { Context, Postgres } from '../../../platform/context.ts'
import { journeyTables } from '../store.ts'
import { countTouches } from '../ticks/queries/count-tick.ts'
import { statementMark } from '../ticks/recover-journey.ts'
import { dueSql } from './asked-again-sql.ts'
import { commitRelease } from './commit-release.ts'
import { readHolds, type Release } from './holds.ts'

/**
 * End the waiting of every held touch of a cancelled journey: a last row says that it was dropped, and why. A tick of
 * its journey like a release; the caller holds the lease and has taken back what was left unfinished.
 */
export async function dropHeld(ctx: Context, connection: Postgres, journey: number): Promise<void> {
  const db = journeyTables(connection)
  const holds = await readHolds(connection, journey)
  if (holds.length === 0) return
  const { committed_tick } = await db
    .selectFrom('journey')
    .select('committed_tick')
    .where('id', '=', journey)
    .executeTakeFirstOrThrow()
  const now = ctx.clock.now()
  const release: Release = { journey, tick: committed_tick + 1, now, until: null, holds }
  await db.updateTable('journey').set({ open_tick: release.tick }).where('id', '=', journey).execute()
  await ctx.clickhouse.command(
    `INSERT INTO touch (customer, at, touch, journey, version, node, tick, channel, template, template_version, outcome,
                        reason, category, policy, wanted)
     SELECT ${canonical('customer')}, ${literal(now, 'DateTime64(3)')}, touch, ${journey}, version, node, ${release.tick},
            channel, template, template_version, 'suppressed', 'cancelled', category, policy, wanted
     FROM touch
     WHERE journey = ${journey} AND outcome = 'held' AND (touch, tick) IN (SELECT touch, tick FROM (${dueSql(release)}))`,
    {},
    { pool: 'long', settings: { log_comment: statementMark([journey]) } },
  )
  const touches = await countTouches(ctx.clickhouse, [{ journey, tick: release.tick }], now)
  await commitRelease(ctx, connection, release, touches)
}
