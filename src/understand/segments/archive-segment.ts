import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { parseRule, segmentsOf } from '../rules/index.ts'
import { segmentTables } from './store.ts'

/**
 * Take a segment out of use; its snapshots stay readable for whoever entered by them.
 * @throws AppError not_found, precondition_failed, conflict while another segment reads it
 */
export async function archiveSegment(ctx: Context, key: string, version: number): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const db = segmentTables(transaction)
    const now = await db
      .selectFrom('segment')
      .selectAll()
      .where('key', '=', key)
      .forUpdate()
      .executeTakeFirst()
    if (!now || now.archived_at) throw new AppError('not_found', `There is no segment "${key}" in use`)
    if (now.version !== version) throw changedMeanwhile(`The segment "${key}"`)
    const others = await db
      .selectFrom('segment')
      .select(['key', 'rule'])
      .where('archived_at', 'is', null)
      .execute()
    const readers = others
      .filter((other) => segmentsOf(parseRule(other.rule)).includes(key))
      .map((other) => other.key)
    if (readers.length > 0) {
      throw new AppError(
        'conflict',
        `The segment "${key}" is read by ${readers.join(', ')}: change these first`,
      )
    }
    await db
      .updateTable('segment')
      .set({ archived_at: ctx.clock.now(), updated_at: ctx.clock.now(), version: version + 1 })
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
