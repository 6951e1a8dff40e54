import { z } from 'zod'
import { identifier } from '../../../platform/clickhouse/literal.ts'
import type { Context } from '../../../platform/context.ts'
import { messageOf } from '../../../platform/errors.ts'
import { defineJob, type JobRun } from '../../../platform/jobs/jobs.ts'
import { buildPastGroups } from '../build-past-groups.ts'
import { columnOf } from '../compile-group.ts'
import { computedTags } from '../computed-tags.ts'
import { groupStatistics } from '../queries/group-statistics.ts'
import { summariseTags } from '../queries/summarise-tags.ts'
import { tagTables } from '../store.ts'
import { prunePastDays } from './past-days.ts'

/** Compute a group for the days of a backfill. Days that were done stay done when it is interrupted. */
export const backfillTagsJob = defineJob({
  name: 'backfill-tags',
  input: z.object({ backfill: z.number().int() }),
  retries: 2,
  concurrency: 1,
  run: (ctx, { backfill }, run) => runBackfill(ctx, backfill, run),
})

/** @throws only when it was aborted, or the stores are away; days that cannot be computed are noted */
export async function runBackfill(
  ctx: Context,
  id: number,
  run: Pick<JobRun, 'signal' | 'progress'>,
): Promise<void> {
  const db = tagTables(ctx.postgres)
  const read = () =>
    db
      .selectFrom('tag_backfill')
      .innerJoin('tag_group', 'tag_group.id', 'tag_backfill.group_id')
      .selectAll('tag_backfill')
      .select(['tag_group.key', 'tag_group.source'])
      .where('tag_backfill.id', '=', id)
      .executeTakeFirst()
  const change = (status: 'running' | 'done' | 'failed') =>
    db
      .updateTable('tag_backfill')
      .set({ status, finished_at: status === 'running' ? null : ctx.clock.now() })
      .where('id', '=', id)
      .where('status', 'in', ['waiting', 'running'])
      .execute()
  await change('running')
  for (let row = await read(); row?.status === 'running'; row = await read()) {
    run.signal.throwIfAborted()
    const { days, done, failed } = row
    const day = days.find((one) => !done.includes(one) && !Object.hasOwn(failed, one))
    if (day === undefined) {
      await change(Object.keys(failed).length === 0 ? 'done' : 'failed')
      break
    }
    const over = done.length + Object.keys(failed).length
    await run.progress(over / days.length, `${row.key}, ${day}`)
    try {
      await computeDay(ctx, { id: row.group_id, key: row.key, source: row.source }, day, run.signal)
      await db
        .updateTable('tag_backfill')
        .set({ done: [...done, day] })
        .where('id', '=', id)
        .execute()
    } catch (error) {
      run.signal.throwIfAborted()
      const reason = messageOf(error).slice(0, 500)
      ctx.log.error({ group: row.key, day, reason }, 'a tag group could not be computed for a past day')
      await db
        .updateTable('tag_backfill')
        .set({ failed: JSON.stringify({ ...failed, [day]: reason }) })
        .where('id', '=', id)
        .execute()
    }
  }
  await run.progress(1)
}

/** Build the values of a day, and note how they stood, so that trends reach back that far. */
async function computeDay(
  ctx: Context,
  group: Parameters<typeof computedTags>[1],
  day: string,
  signal: AbortSignal,
): Promise<void> {
  const options = { pool: 'long', signal } as const
  const tableOf = await buildPastGroups(ctx, [group.key], day, { signal })
  const tags = await computedTags(ctx, group)
  const columns = tags.map((tag) => ({ ...columnOf(tag), key: tag.key }))
  const table = tableOf(group.key)
  const { customers, coverage } = await groupStatistics(ctx.clickhouse, identifier(table), columns, options)
  const summaries = await summariseTags(ctx.clickhouse, table, columns, customers, day, options)
  const now = ctx.clock.now()
  await ctx.postgres.transaction().execute(async (transaction) => {
    const db = tagTables(transaction)
    for (const [i, tag] of tags.entries()) {
      const summary = {
        refreshed_at: now,
        customers,
        coverage: coverage[i] ?? 0,
        average: summaries[i]?.average ?? null,
        bins: JSON.stringify(summaries[i]?.bins ?? {}),
      }
      await db
        .insertInto('tag_summary')
        .values({ ...summary, tag_id: tag.id, as_of: day })
        .onConflict((conflict) => conflict.columns(['tag_id', 'as_of']).doUpdateSet(summary))
        .execute()
    }
    await db
      .insertInto('tag_past')
      .values({ group_id: group.id, as_of: day, customers, built_at: now })
      .onConflict((conflict) =>
        conflict.columns(['group_id', 'as_of']).doUpdateSet({ customers, built_at: now }),
      )
      .execute()
  })
  await prunePastDays(ctx, group)
}
