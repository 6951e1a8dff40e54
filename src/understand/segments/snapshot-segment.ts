import { sql } from 'kysely'
import { isDeepStrictEqual } from 'node:util'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { compileRule } from '../rules/index.ts'
import { loadRuleCatalogue } from './load-catalogue.ts'
import { compareSnapshot } from './queries/compare-snapshot.ts'
import { discardUncommitted } from './queries/discard-uncommitted.ts'
import { segmentTables } from './store.ts'

/** First key of the advisory lock that lets one process at a time snapshot a segment; the second is its id. */
const snapshotLock = 7_700_021

export interface Snapshot {
  readonly segmentId: number
  readonly version: number
  readonly customers: number
  readonly added: number
  readonly removed: number
  readonly asOf: Date
}

/**
 * Fix who is in a segment as of an instant (now unless said). Members are written first; the row in segment_snapshot
 * makes them visible, so that dying in between leaves nothing that anyone reads, and the next snapshot cleans it.
 * Asking again for the same instant with the same rule and the same result gives the snapshot that is there.
 * @throws AppError not_found, invalid_definition when the rule no longer fits what exists
 */
export async function snapshotSegment(
  ctx: Context,
  key: string,
  options: { asOf?: Date; signal?: AbortSignal } = {},
): Promise<Snapshot> {
  const statement = { pool: 'long', signal: options.signal } as const
  const asOf = options.asOf ?? ctx.clock.now()
  const scope = { catalogue: await loadRuleCatalogue(ctx), asOf, timezone: ctx.config.timezone }
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = segmentTables(transaction)
    const segment = await db
      .selectFrom('segment')
      .select(['id', 'rule'])
      .where('key', '=', key)
      .where('archived_at', 'is', null)
      .executeTakeFirst()
    if (!segment) throw new AppError('not_found', `There is no segment "${key}" in use`)
    await sql`SELECT pg_advisory_xact_lock(${sql.lit(snapshotLock)}, ${sql.lit(segment.id)})`.execute(
      transaction,
    )

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
    const counts = await compareSnapshot(
      ctx.clickhouse,
      { segment: segment.id, version, previous },
      statement,
    )
    const same = counts.added === 0 && counts.removed === 0
    if (
      last &&
      same &&
      last.as_of.getTime() === asOf.getTime() &&
      isDeepStrictEqual(last.rule, segment.rule)
    ) {
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
        created_at: ctx.clock.now(),
      })
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'segment.snapshot',
      objectKind: 'segment',
      objectId: String(segment.id),
      detail: { key, version, ...counts },
    })
    return { segmentId: segment.id, version, ...counts, asOf }
  })
}
