import { sql } from 'kysely'
import { identifier } from '../../platform/clickhouse/literal.ts'
import type { Context } from '../../platform/context.ts'
import { messageOf } from '../../platform/errors.ts'
import { buildGroup, type BuildOptions } from './build-group.ts'
import { buildPastGroups } from './build-past-groups.ts'
import { buildTable, columnOf, groupTable } from './compile-group.ts'
import { computedTags, type RefreshedGroup } from './computed-tags.ts'
import type { RefreshDay } from './kinds/index.ts'
import type { GroupTables } from './prepare-group.ts'
import { groupStatistics } from './queries/group-statistics.ts'
import { summariseTags } from './queries/summarise-tags.ts'
import { swapGroupTable } from './queries/swap-group-table.ts'
import { tagTables } from './store.ts'
import { dropOldWords, publishWords, retireWords, sliceGroup } from './words/slice-group.ts'

/** First key of the advisory lock that lets one process at a time refresh a group; the second is the group's id. */
const refreshLock = 7_700_020

export type RefreshBuildOptions = Pick<BuildOptions, 'signal' | 'customersPerBlock' | 'onBlock'>

export interface RefreshResult {
  readonly group: string
  readonly asOf: string
  readonly customers: number
  readonly durationMs: number
  /** Why the refresh failed; the last good table is still in place then. */
  readonly error: string | null
  /** Tags of a refreshed group that kept their last values, and why. */
  readonly stale: Readonly<Record<string, string>>
}

/**
 * Compute every tag of a group for a day and swap the result in. A failure is recorded with the group and returned,
 * not thrown, because the other groups still deserve their refresh; only cancelling throws.
 */
export async function refreshTagGroup(
  ctx: Context,
  group: RefreshedGroup,
  day: RefreshDay,
  buildOptions: RefreshBuildOptions = {},
): Promise<RefreshResult> {
  const { signal } = buildOptions
  const started = performance.now()
  const durationMs = (): number => Math.round(performance.now() - started)
  try {
    const built = await build(ctx, group, day, durationMs, buildOptions)
    return { group: group.key, asOf: day.asOf, ...built, durationMs: durationMs(), error: null }
  } catch (error) {
    signal?.throwIfAborted()
    const reason = messageOf(error).slice(0, 1000)
    ctx.log.error({ group: group.key, reason }, 'a tag group could not be refreshed; its last values stay')
    await tagTables(ctx.postgres)
      .updateTable('tag_group')
      .set({ error: reason, updated_at: ctx.clock.now() })
      .where('id', '=', group.id)
      .execute()
    return {
      group: group.key,
      asOf: day.asOf,
      customers: 0,
      durationMs: durationMs(),
      error: reason,
      stale: {},
    }
  }
}

async function build(
  ctx: Context,
  group: RefreshedGroup,
  day: RefreshDay,
  durationMs: () => number,
  { signal, ...blockOptions }: RefreshBuildOptions,
): Promise<{ customers: number; stale: Record<string, string> }> {
  const options = { pool: 'long', signal } as const
  const next = buildTable(group.key)
  return ctx.postgres.transaction().execute(async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(${sql.lit(refreshLock)}, ${sql.lit(group.id)})`.execute(
      transaction,
    )
    const db = tagTables(transaction)
    const tags = await computedTags(ctx, group)
    const tables: GroupTables = {
      current: groupTable,
      past: (groups, asOf) => buildPastGroups(ctx, groups, asOf, { signal }),
    }
    const failed = await buildGroup(ctx, group, tags, day, next, tables, { ...options, ...blockOptions })
    const columns = tags.map((tag) => ({ ...columnOf(tag), key: tag.key }))
    const { customers, coverage } = await groupStatistics(ctx.clickhouse, identifier(next), columns, options)
    const summaries = await summariseTags(ctx.clickhouse, next, columns, customers, day.asOf, options)
    const sliced = await sliceGroup(ctx, group, next, columns, options)
    signal?.throwIfAborted()
    await retireWords(ctx, group)
    await swapGroupTable(ctx.clickhouse, next, groupTable(group.key), { pool: 'long' })

    if (sliced) {
      await publishWords(transaction, group, sliced)
      await dropOldWords(ctx, group, sliced.version, options)
    }
    const now = ctx.clock.now()
    const fresh = { refreshed_at: now, as_of: day.asOf, error: null }
    for (const [i, tag] of tags.entries()) {
      const error = failed.get(tag.key)
      if (error !== undefined) {
        ctx.log.error({ tag: tag.key, error }, 'a tag could not be computed; its last values stay')
        await db.updateTable('tag').set({ error }).where('id', '=', tag.id).execute()
        continue
      }
      await db
        .updateTable('tag')
        .set({ ...fresh, coverage: coverage[i] ?? 0 })
        .where('id', '=', tag.id)
        .execute()
      const summary = {
        refreshed_at: now,
        customers,
        coverage: coverage[i] ?? 0,
        average: summaries[i]?.average ?? null,
        bins: JSON.stringify(summaries[i]?.bins ?? {}),
      }
      await db
        .insertInto('tag_summary')
        .values({ ...summary, tag_id: tag.id, as_of: day.asOf })
        .onConflict((conflict) => conflict.columns(['tag_id', 'as_of']).doUpdateSet(summary))
        .execute()
    }
    await db
      .updateTable('tag_group')
      .set({ ...fresh, customers, duration_ms: durationMs(), updated_at: now })
      .where('id', '=', group.id)
      .execute()
    return { customers, stale: Object.fromEntries(failed) }
  })
}
