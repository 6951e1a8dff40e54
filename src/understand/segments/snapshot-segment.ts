import { sql, type Transaction } from 'kysely'
import { isDeepStrictEqual } from 'node:util'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError, messageOf } from '../../platform/errors.ts'
import { compileRule } from '../rules/index.ts'
import { dropOldMembers } from './drop-old-members.ts'
import { loadRuleCatalogue } from './load-catalogue.ts'
import { compareSnapshot } from './queries/compare-snapshot.ts'
import { discardUncommitted } from './queries/discard-uncommitted.ts'
import { nextDue } from './schedules/cron.ts'
import { segmentTables } from './store.ts'

/** First key of the advisory lock that lets one process at a time snapshot a segment; the second is its id. */
const snapshotLock = 7_700_021
/** A scheduled snapshot that failed is tried again after this, unless the schedule falls due before. */
const retryMilliseconds = 10 * 60_000

export interface Snapshot {
  readonly segmentId: number
  readonly version: number
  readonly customers: number
  readonly added: number
  readonly removed: number
  readonly asOf: Date
}

interface SnapshotOptions {
  readonly asOf?: Date
  readonly signal?: AbortSignal
}

/**
 * Fix who is in a segment as of an instant (now unless said). Members are written first; the row in segment_snapshot
 * makes them visible, so that dying in between leaves nothing that anyone reads, and the next snapshot cleans it.
 * Asking again for the same instant with the same rule and the same result gives the snapshot that is there.
 * @param options.dueAt the due time of the schedule that this snapshot is for; null comes back when another process has
 * taken care of it
 * @throws AppError not_found, invalid_definition when the rule no longer fits what exists
 */
export async function snapshotSegment(ctx: Context, key: string, options?: SnapshotOptions): Promise<Snapshot>
export async function snapshotSegment(
  ctx: Context,
  key: string,
  options: SnapshotOptions & { dueAt: Date },
): Promise<Snapshot | null>
export async function snapshotSegment(
  ctx: Context,
  key: string,
  options: SnapshotOptions & { dueAt?: Date } = {},
): Promise<Snapshot | null> {
  try {
    const snapshot = await ctx.postgres
      .transaction()
      .execute((transaction) => takeSnapshot(ctx, transaction, key, options))
    if (snapshot) await dropOldMembers(ctx, snapshot.segmentId, options.signal)
    return snapshot
  } catch (error) {
    if (!options.signal?.aborted) await noteFailure(ctx, key, messageOf(error), options.dueAt)
    throw error
  }
}

async function takeSnapshot(
  ctx: Context,
  transaction: Transaction<Record<never, never>>,
  key: string,
  { dueAt, signal, asOf = ctx.clock.now() }: SnapshotOptions & { dueAt?: Date },
): Promise<Snapshot | null> {
  const statement = { pool: 'long', signal } as const
  const scope = { catalogue: await loadRuleCatalogue(ctx), asOf, timezone: ctx.config.timezone }
  const db = segmentTables(transaction)
  const found = await db.selectFrom('segment').select('id').where('key', '=', key).executeTakeFirst()
  if (found)
    await sql`SELECT pg_advisory_xact_lock(${sql.lit(snapshotLock)}, ${sql.lit(found.id)})`.execute(
      transaction,
    )
  const segment = await db
    .selectFrom('segment')
    .select(['id', 'rule', 'schedule', 'due_at'])
    .where('key', '=', key)
    .where('archived_at', 'is', null)
    .executeTakeFirst()
  if (!segment) throw new AppError('not_found', `There is no segment "${key}" in use`)
  if (dueAt && segment.due_at?.getTime() !== dueAt.getTime()) return null

  const { bitmapSql } = compileRule(segment.rule, scope)
  const last = await db
    .selectFrom('segment_snapshot')
    .selectAll()
    .where('segment_id', '=', segment.id)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  const previous = last?.version ?? 0
  const version = previous + 1
  await discardUncommitted(ctx.clickhouse, segment.id, previous, statement)
  await ctx.clickhouse.command(
    `INSERT INTO segment_member (segment, version, customer)
SELECT {segment:UInt32}, {version:UInt32}, arrayJoin(bitmapToArray(${bitmapSql}))`,
    { segment: segment.id, version },
    statement,
  )
  const counts = await compareSnapshot(ctx.clickhouse, { segment: segment.id, version, previous }, statement)
  const now = ctx.clock.now()
  const moved =
    dueAt && segment.schedule !== null
      ? { scheduled_at: dueAt, due_at: nextDue(segment.schedule, ctx.config.timezone, now) }
      : {}
  await db
    .updateTable('segment')
    .set({ error: null, failed_at: null, ...moved })
    .where('id', '=', segment.id)
    .execute()
  const same = counts.added === 0 && counts.removed === 0
  if (last && same && last.as_of.getTime() === asOf.getTime() && isDeepStrictEqual(last.rule, segment.rule)) {
    await discardUncommitted(ctx.clickhouse, segment.id, previous, statement)
    const { customers, added, removed } = last
    return { segmentId: segment.id, version: previous, customers, added, removed, asOf }
  }
  await db
    .insertInto('segment_snapshot')
    .values({
      segment_id: segment.id,
      version,
      rule: JSON.stringify(segment.rule),
      ...counts,
      as_of: asOf,
      created_at: now,
    })
    .execute()
  await writeAudit(transaction, ctx, {
    action: 'segment.snapshot',
    objectKind: 'segment',
    objectId: String(segment.id),
    detail: { key, version, ...counts, ...(dueAt ? { dueAt } : {}) },
  })
  return { segmentId: segment.id, version, ...counts, asOf }
}

/** Keep for people to see why there is no new snapshot; a schedule tries again soon. */
async function noteFailure(ctx: Context, key: string, error: string, dueAt: Date | undefined): Promise<void> {
  const now = ctx.clock.now()
  const db = segmentTables(ctx.postgres)
  const failed = { error: error.slice(0, 1000), failed_at: now }
  const segment = await db
    .updateTable('segment')
    .set(failed)
    .where('key', '=', key)
    .where('archived_at', 'is', null)
    .returning(['id', 'schedule'])
    .executeTakeFirst()
  if (!segment?.schedule || !dueAt) return
  const next = nextDue(segment.schedule, ctx.config.timezone, now)
  const retry = new Date(Math.min(next.getTime(), now.getTime() + retryMilliseconds))
  await db
    .updateTable('segment')
    .set({ scheduled_at: dueAt, due_at: retry })
    .where('id', '=', segment.id)
    .where('due_at', '=', dueAt)
    .execute()
}
