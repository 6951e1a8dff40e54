import type { z } from 'zod'
import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { segmentTables } from '../store.ts'
import {
  discardListVersions,
  insertListMembers,
  insertListRejections,
  matchList,
} from './queries/match-list.ts'
import type { listReport, listUpload } from './schema.ts'

/**
 * Store a list of customer numbers; uploading again under the same key makes a new version, which rules read from then
 * on. Members are written first, the row in customer_list makes them visible. The version before stays for statements
 * that read it still; older ones go.
 */
export async function uploadList(
  ctx: Context,
  { key, name, description, content }: z.output<typeof listUpload>,
): Promise<z.output<typeof listReport>> {
  const { unknownNumbers, duplicateNumbers, ...counts } = await matchList(ctx.clickhouse, content)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = segmentTables(transaction)
    const now = ctx.clock.now()
    const row = {
      name: JSON.stringify(name),
      ...(description === undefined ? {} : { description }),
      ...counts,
      origin: 'upload',
      updated_at: now,
    } as const
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
    await discardListVersions(ctx.clickhouse, target)
    await insertListMembers(ctx.clickhouse, target, content)
    if (counts.unknown + counts.duplicates > 0) await insertListRejections(ctx.clickhouse, target, content)
    await db
      .insertInto('customer_list_version')
      .values({
        list_id: list.id,
        version: list.version,
        ...counts,
        created_by: ctx.actor.name,
        created_at: now,
      })
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'customer_list.upload',
      objectKind: 'customer_list',
      objectId: String(list.id),
      detail: { key, version: list.version, ...counts },
    })
    return { key, name, version: list.version, ...counts, unknownNumbers, duplicateNumbers }
  })
}
