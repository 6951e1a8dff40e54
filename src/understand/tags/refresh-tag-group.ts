import { sql } from 'kysely'
import { identifier } from '../../platform/clickhouse/literal.ts'
import type { Context } from '../../platform/context.ts'
import { AppError, messageOf } from '../../platform/errors.ts'
import { buildTable, compileGroup, groupTable } from './compile-group.ts'
import { compileTag, type RefreshDay, type TagSource } from './kinds/index.ts'
import { groupStatistics } from './queries/group-statistics.ts'
import { swapGroupTable } from './queries/swap-group-table.ts'
import { tagTables } from './store.ts'

/** First key of the advisory lock that lets one process at a time refresh a group; the second is the group's id. */
const refreshLock = 7_700_020

/** Beyond this a group's aggregation spills to disk, so that a bank of any size fits beside the rest. */
const spillBytes = 4 * 1024 ** 3

export interface RefreshResult {
  readonly group: string
  readonly asOf: string
  readonly customers: number
  readonly durationMs: number
  /** Why the refresh failed; the last good table is still in place then. */
  readonly error: string | null
}

/**
 * Compute every tag of a group for a day and swap the result in. A failure is recorded with the group and returned,
 * not thrown, because the other groups still deserve their refresh; only cancelling throws.
 */
export async function refreshTagGroup(
  ctx: Context,
  group: { readonly id: number; readonly key: string; readonly source: TagSource },
  day: RefreshDay,
  signal?: AbortSignal,
): Promise<RefreshResult> {
  const started = performance.now()
  const durationMs = (): number => Math.round(performance.now() - started)
  try {
    const customers = await build(ctx, group, day, durationMs, signal)
    return { group: group.key, asOf: day.asOf, customers, durationMs: durationMs(), error: null }
  } catch (error) {
    signal?.throwIfAborted()
    const reason = messageOf(error).slice(0, 1000)
    ctx.log.error({ group: group.key, reason }, 'a tag group could not be refreshed; its last values stay')
    await tagTables(ctx.postgres)
      .updateTable('tag_group')
      .set({ error: reason, updated_at: ctx.clock.now() })
      .where('id', '=', group.id)
      .execute()
    return { group: group.key, asOf: day.asOf, customers: 0, durationMs: durationMs(), error: reason }
  }
}

async function build(
  ctx: Context,
  group: { readonly id: number; readonly key: string; readonly source: TagSource },
  day: RefreshDay,
  durationMs: () => number,
  signal: AbortSignal | undefined,
): Promise<number> {
  const options = { pool: 'long', signal } as const
  const next = buildTable(group.key)
  return ctx.postgres.transaction().execute(async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(${sql.lit(refreshLock)}, ${sql.lit(group.id)})`.execute(
      transaction,
    )
    const db = tagTables(transaction)
    const tags = await db
      .selectFrom('tag')
      .select(['id', 'key', 'definition'])
      .where('group_id', '=', group.id)
      .orderBy('id')
      .execute()
    if (tags.length === 0)
      throw new AppError('invalid_definition', `The tag group "${group.key}" has no tags: add one`)

    const statements = compileGroup(next, group.source, tags, day)
    await ctx.clickhouse.command(`DROP TABLE IF EXISTS ${identifier(next)} SYNC`, {}, options)
    await ctx.clickhouse.command(statements.create, {}, options)
    await ctx.clickhouse.command(
      statements.compute,
      {},
      {
        ...options,
        settings: { max_bytes_before_external_group_by: spillBytes },
      },
    )
    await ctx.clickhouse.command(statements.fill, {}, options)
    const columns = tags.map((tag) => ({ ...compileTag(tag.definition).column, key: tag.key }))
    const { customers, coverage } = await groupStatistics(ctx.clickhouse, next, columns, options)
    signal?.throwIfAborted()
    await swapGroupTable(ctx.clickhouse, next, groupTable(group.key), { pool: 'long' })

    const now = ctx.clock.now()
    for (const [i, tag] of tags.entries()) {
      await db
        .updateTable('tag')
        .set({ coverage: coverage[i] ?? 0 })
        .where('id', '=', tag.id)
        .execute()
    }
    await db
      .updateTable('tag_group')
      .set({
        refreshed_at: now,
        as_of: day.asOf,
        customers,
        duration_ms: durationMs(),
        error: null,
        updated_at: now,
      })
      .where('id', '=', group.id)
      .execute()
    return customers
  })
}
