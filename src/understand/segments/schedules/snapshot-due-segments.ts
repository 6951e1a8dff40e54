import type { Context } from '../../../platform/context.ts'
import { messageOf } from '../../../platform/errors.ts'
import { defineJob, type JobRun } from '../../../platform/jobs/jobs.ts'
import { parseRule, segmentsOf } from '../../rules/index.ts'
import { snapshotSegment } from '../snapshot-segment.ts'
import { segmentTables } from '../store.ts'
import { z } from 'zod'

/**
 * Fix every segment whose schedule fell due, those that others read first. A due time counts once, also when several
 * processes look at the same moment or one is killed: the schedule moves on in the transaction that commits the
 * snapshot. Due times that passed while nothing ran are made up for by one snapshot. One that fails says so in its
 * segment and does not hold up the others.
 */
export async function snapshotDueSegments(
  ctx: Context,
  run?: Pick<JobRun, 'signal' | 'progress'>,
): Promise<{ taken: string[]; failed: string[] }> {
  const due = await dueSegments(ctx)
  const taken: string[] = []
  const failed: string[] = []
  for (const [i, { key, dueAt }] of due.entries()) {
    run?.signal.throwIfAborted()
    await run?.progress(i / due.length, key)
    try {
      const snapshot = await snapshotSegment(ctx, key, { dueAt, signal: run?.signal })
      if (snapshot) taken.push(key)
    } catch (error) {
      run?.signal.throwIfAborted()
      ctx.log.warn({ segment: key, reason: messageOf(error) }, 'a scheduled snapshot failed')
      failed.push(key)
    }
  }
  return { taken, failed }
}

async function dueSegments(ctx: Context): Promise<{ key: string; dueAt: Date }[]> {
  const rows = await segmentTables(ctx.postgres)
    .selectFrom('segment')
    .select(['key', 'rule', 'due_at'])
    .where('archived_at', 'is', null)
    .where('due_at', '<=', ctx.clock.now())
    .orderBy('due_at')
    .orderBy('id')
    .execute()
  const byKey = new Map(rows.map((row) => [row.key, row]))
  const ordered = new Map<string, Date>()
  const visit = (key: string): void => {
    const row = byKey.get(key)
    if (!row?.due_at || ordered.has(key)) return
    byKey.delete(key)
    segmentsOf(parseRule(row.rule)).forEach(visit)
    ordered.set(key, row.due_at)
  }
  for (const { key } of rows) visit(key)
  return [...ordered].map(([key, dueAt]) => ({ key, dueAt }))
}

/** Looks every minute which segments have fallen due. */
export const snapshotDueSegmentsJob = defineJob({
  name: 'snapshot-due-segments',
  input: z.object({}),
  retries: 0,
  concurrency: 1,
  schedule: '* * * * *',
  run: async (ctx, _input, run) => {
    const { taken, failed } = await snapshotDueSegments(ctx, run)
    const words = [`${taken.length} taken`, ...(failed.length > 0 ? [`failed: ${failed.join(', ')}`] : [])]
    await run.progress(1, words.join('; '))
  },
})
