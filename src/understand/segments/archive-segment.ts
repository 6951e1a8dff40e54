import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { checkRule } from '../rules/index.ts'
import { loadRuleCatalogue } from './load-catalogue.ts'
import { lockSegment } from './lock-segment.ts'
import { readersOf } from './rule-readers.ts'
import { nextDue } from './schedules/cron.ts'
import { segmentTables } from './store.ts'

/**
 * Take a segment out of use; its snapshots stay readable for whoever entered by them.
 * @throws AppError not_found, precondition_failed, conflict while another segment reads it
 */
export async function archiveSegment(ctx: Context, key: string, version: number): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const db = segmentTables(transaction)
    const now = await lockSegment(transaction, key, version)
    const readers = await readersOf(db, 'segments', key)
    if (readers.length > 0) {
      throw new AppError(
        'conflict',
        `The segment "${key}" is read by ${readers.join(', ')}: change these first`,
      )
    }
    await db
      .updateTable('segment')
      .set({ archived_at: ctx.clock.now(), updated_at: ctx.clock.now(), due_at: null, version: version + 1 })
      .where('id', '=', now.id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'segment.archive',
      objectKind: 'segment',
      objectId: String(now.id),
      detail: { key },
    })
  })
}

/**
 * Take an archived segment back into use, schedule included.
 * @returns its new version
 * @throws AppError not_found, precondition_failed, conflict when it is in use, invalid_definition when its rule reads
 * what no longer exists
 */
export async function restoreSegment(ctx: Context, key: string, version: number): Promise<number> {
  const catalogue = await loadRuleCatalogue(ctx)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = segmentTables(transaction)
    const segment = await db
      .selectFrom('segment')
      .selectAll()
      .where('key', '=', key)
      .forUpdate()
      .executeTakeFirst()
    if (!segment) throw new AppError('not_found', `There is no segment "${key}"`)
    if (!segment.archived_at) throw new AppError('conflict', `The segment "${key}" is in use already`)
    if (segment.version !== version) throw changedMeanwhile(`The segment "${key}"`)
    checkRule(segment.rule, catalogue, { pointer: '/rule', draft: true })
    const { schedule, paused } = segment
    const now = ctx.clock.now()
    await db
      .updateTable('segment')
      .set({
        archived_at: null,
        updated_at: now,
        due_at: schedule === null || paused ? null : nextDue(schedule, ctx.config.timezone, now),
        version: version + 1,
      })
      .where('id', '=', segment.id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'segment.restore',
      objectKind: 'segment',
      objectId: String(segment.id),
      detail: { key },
    })
    return version + 1
  })
}
