import { sql } from 'kysely'
import { z } from 'zod'
import type { Context, Postgres } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { readGateKnowledge } from '../../contact-gate/index.ts'
import { fullOutboxes } from '../../channels/index.ts'
import { messageTerms } from '../../templates/index.ts'
import { readJourneyGraphs } from '../read-graphs.ts'
import { journeyTables } from '../store.ts'
import { inGateTurn, withJourneyLease } from '../ticks/lease.ts'
import { countTouches } from '../ticks/queries/count-tick.ts'
import { recoverJourney, statementMark } from '../ticks/recover-journey.ts'
import { askedAgainSql, dueSql } from './asked-again-sql.ts'
import { commitRelease } from './commit-release.ts'
import { readHolds, type Release } from './holds.ts'

/** How long a release waits for a journey that is just ticking. */
const patience = { attempts: 50, milliseconds: 100 }

/**
 * Ask the gate again about every held touch whose time has come, journey by journey, the most important first: so the
 * last place under a cap goes to the higher priority, whichever journey asked earlier. A release is a tick of its
 * journey that moves nobody: killed at any instant, its rows do not count, are removed, and it is done again. What
 * would go to a channel whose outbox is full waits on.
 * Answers how many touches were asked about.
 */
export async function releaseHeld(ctx: Context, signal?: AbortSignal): Promise<{ asked: number }> {
  let asked = 0
  for (const journey of await journeysWithDueHolds(ctx)) {
    signal?.throwIfAborted()
    const released = await whenLeased(ctx, journey, signal)
    // A journey that ticks for long keeps the less important ones waiting rather than letting them overtake it.
    if (released === undefined) break
    asked += released
  }
  return { asked }
}

async function journeysWithDueHolds(ctx: Context): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    SELECT id
    FROM journey
    LEFT JOIN journey_version ON journey_id = id AND journey_version.version = published_version
    WHERE status IN ('running', 'finished')
      AND EXISTS (SELECT FROM touch_hold WHERE touch_hold.journey_id = id AND until <= ${ctx.clock.now()})
    ORDER BY coalesce((journey_version.graph ->> 'priority')::int, 50) DESC, id`.execute(ctx.postgres)
  return rows.map((row) => row.id)
}

async function whenLeased(
  ctx: Context,
  journey: number,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  for (let attempt = 0; attempt < patience.attempts; attempt += 1) {
    signal?.throwIfAborted()
    const released = await withJourneyLease(ctx, journey, async (connection) => {
      const inside = { ...ctx, postgres: connection }
      await recoverJourney(inside, connection, journey)
      return inGateTurn(connection, true, () => releaseJourney(inside, connection, journey))
    })
    if (released !== undefined) return released
    await new Promise((resolve) => setTimeout(resolve, patience.milliseconds))
  }
  return undefined
}

async function releaseJourney(ctx: Context, connection: Postgres, journey: number): Promise<number> {
  const now = ctx.clock.now()
  const db = journeyTables(connection)
  const { committed_tick } = await db
    .selectFrom('journey')
    .select('committed_tick')
    .where('id', '=', journey)
    .executeTakeFirstOrThrow()
  const full: ReadonlySet<string> = await fullOutboxes({ postgres: connection })
  const holds = (await readHolds(connection, journey, now)).filter(({ channel }) => !full.has(channel))
  if (holds.length === 0) return 0
  const release: Release = { journey, tick: committed_tick + 1, now, until: now, holds }
  await db.updateTable('journey').set({ open_tick: release.tick }).where('id', '=', journey).execute()
  await writeRelease(ctx, connection, release)
  const touches = await countTouches(ctx.clickhouse, [{ journey, tick: release.tick }], now)
  const due = await countDue(ctx, release)
  const written = touches.reduce((sum, row) => sum + row.touches, 0)
  if (written !== due) {
    throw new AppError(
      'internal',
      `The release of held touches of journey ${journey} wrote ${written} of ${due} and is not committed`,
    )
  }
  await commitRelease(ctx, connection, release, touches)
  return written
}

async function writeRelease(ctx: Context, connection: Postgres, release: Release): Promise<void> {
  const [graphs, terms] = await Promise.all([
    readJourneyGraphs({ postgres: connection }, release.journey),
    messageTerms(ctx),
  ])
  const gate = await readGateKnowledge(
    { ...ctx, clock: { now: () => release.now } },
    { openTicks: new Map([[release.journey, release.tick]]) },
  )
  const groups = Map.groupBy(
    release.holds,
    ({ version, node, channel, reason }) => `${version}/${node}/${channel}/${reason === 'priority'}`,
  )
  for (const [first, ...others] of groups.values()) {
    if (!first) continue
    const statement = askedAgainSql(
      { ...release, graph: graphs.get(first.version) },
      [first, ...others],
      gate,
      terms,
    )
    await ctx.clickhouse.command(
      statement,
      {},
      { pool: 'long', settings: { log_comment: statementMark([release.journey]) } },
    )
  }
}

async function countDue(ctx: Context, release: Release): Promise<number> {
  const [row] = await ctx.clickhouse.query(
    `SELECT count() AS due FROM (${dueSql(release)})`,
    {},
    z.object({ due: z.coerce.number() }),
    { pool: 'long' },
  )
  return row?.due ?? 0
}
