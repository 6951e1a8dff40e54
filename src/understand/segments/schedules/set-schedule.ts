import type { z } from 'zod'
import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { lockSegment } from '../lock-segment.ts'
import { segmentTables } from '../store.ts'
import { cronOf, dueTimes, nextDue } from './cron.ts'
import type { Schedule, scheduleChange, schedulePreview } from './schema.ts'

/**
 * Say when a segment is fixed anew by itself, pause that, or end it.
 * @returns the segment's new version
 * @throws AppError not_found, precondition_failed, invalid_definition when the schedule is wrong
 */
export async function setSchedule(
  ctx: Context,
  key: string,
  version: number,
  { schedule, paused }: z.output<typeof scheduleChange>,
): Promise<number> {
  const now = ctx.clock.now()
  const cron = schedule && cronOf(schedule, ctx.config.timezone)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const segment = await lockSegment(transaction, key, version)
    const same = segment.schedule === cron
    if (same && segment.paused === paused) return version
    const due = cron === null || paused ? null : nextDue(cron, ctx.config.timezone, now)
    await segmentTables(transaction)
      .updateTable('segment')
      .set({
        schedule: cron,
        paused: cron !== null && paused,
        due_at: due,
        version: version + 1,
        updated_at: now,
      })
      .where('id', '=', segment.id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'segment.schedule',
      objectKind: 'segment',
      objectId: String(segment.id),
      detail: {
        key,
        before: { schedule: segment.schedule, paused: segment.paused },
        after: { schedule: cron, paused },
      },
    })
    return version + 1
  })
}

/** When a schedule would fall due. */
export function previewSchedule(ctx: Context, schedule: Schedule): z.output<typeof schedulePreview> {
  const { timezone } = ctx.config
  const cron = cronOf(schedule, timezone)
  const next = dueTimes(cron, timezone, ctx.clock.now(), 5).map((due) => due.toISOString())
  return { cron, timezone, next }
}
