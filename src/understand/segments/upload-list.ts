import type { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { discardListVersion, insertListMembers, matchList } from './queries/match-list.ts'
import type { listReport, listUpload } from './schema.ts'
import { segmentTables } from './store.ts'

/**
 * Store a list of customer numbers; uploading again under the same key replaces it. Members are written first, the row
 * in customer_list makes them visible.
 */
export async function uploadList(
  ctx: Context,
  { key, name, content }: z.output<typeof listUpload>,
): Promise<z.output<typeof listReport>> {
  const { unknownNumbers, duplicateNumbers, ...counts } = await matchList(ctx.clickhouse, content)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = segmentTables(transaction)
    const row = { name: JSON.stringify(name), ...counts, updated_at: ctx.clock.now() }
    const list = await db
      .insertInto('customer_list')
      .values({ key, version: 1, created_by: ctx.actor.name, ...row })
      .onConflict((conflict) =>
        conflict
          .column('key')
          .doUpdateSet((is) => ({ ...row, version: is('customer_list.version', '+', 1) })),
      )
      .returning(['id', 'version'])
      .executeTakeFirstOrThrow()
    const target = { list: list.id, version: list.version }
    await discardListVersion(ctx.clickhouse, target)
    await insertListMembers(ctx.clickhouse, target, content)
    await writeAudit(transaction, ctx, {
      action: 'customer_list.upload',
      objectKind: 'customer_list',
      objectId: String(list.id),
      detail: { key, version: list.version, ...counts },
    })
    return { key, name, version: list.version, ...counts, unknownNumbers, duplicateNumbers }
  })
}
