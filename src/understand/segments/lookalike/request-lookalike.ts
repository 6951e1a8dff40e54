import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { loadRuleCatalogue } from '../load-catalogue.ts'
import { namedTags } from '../profile/features.ts'
import { readSnapshot } from '../read-snapshot.ts'
import { segmentTables } from '../store.ts'
import { findLookalikesJob } from './find-lookalikes-job.ts'
import type { LookalikeInput } from './schema.ts'

/**
 * Queue the search for customers who look like the members of a segment's latest snapshot.
 * @returns the lookalike's id
 * @throws AppError not_found for a segment without a snapshot, invalid_definition for a tag without values
 */
export async function requestLookalike(ctx: Context, input: LookalikeInput): Promise<number> {
  const { segmentId, version } = await readSnapshot(ctx, input.segment)
  if (input.among !== undefined) await readSnapshot(ctx, input.among)
  if (input.tags) namedTags(input.tags, await loadRuleCatalogue(ctx))
  const id = await ctx.postgres.transaction().execute(async (transaction) => {
    const row = await segmentTables(transaction)
      .insertInto('lookalike')
      .values({
        segment_id: segmentId,
        version,
        options: JSON.stringify(input),
        state: 'queued',
        created_by: ctx.actor.name,
        created_at: ctx.clock.now(),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await writeAudit(transaction, ctx, {
      action: 'lookalike.create',
      objectKind: 'lookalike',
      objectId: String(row.id),
      detail: { ...input, version },
    })
    return row.id
  })
  const job = await ctx.jobs.enqueue(
    findLookalikesJob,
    { lookalike: id },
    { key: String(id), requestedBy: ctx.actor.name },
  )
  await segmentTables(ctx.postgres).updateTable('lookalike').set({ job }).where('id', '=', id).execute()
  return id
}
