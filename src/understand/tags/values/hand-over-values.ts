import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { tagTables } from '../store.ts'
import { forgetDigest, lockImportedTag, refreshSoon } from './upload-values.ts'

/**
 * Take over values of an imported tag from another room, as a set. Handing the same over again changes nothing.
 * @param rows SQL: `SELECT customer, value, updated`; '' takes a value away, the newest `updated` of a customer counts
 * @param detail who hands them over, for the audit log
 * @returns the refresh that makes the values appear; null when one waits already
 * @throws AppError not_found, conflict when the tag is not an imported one or is retired
 */
export async function handOverValues(
  ctx: Context,
  key: string,
  rows: string,
  detail: Record<string, unknown>,
): Promise<{ job: string | null }> {
  const group = await ctx.postgres.transaction().execute(async (transaction) => {
    const tag = await lockImportedTag(tagTables(transaction), key)
    await ctx.clickhouse.command(
      `INSERT INTO uploaded_value (tag, customer, value, updated)
SELECT {tag:String}, customer, value, updated FROM (${rows})`,
      { tag: key },
      { pool: 'long' },
    )
    await forgetDigest(tagTables(transaction), tag.id)
    await writeAudit(transaction, ctx, {
      action: 'tag.hand_over_values',
      objectKind: 'tag',
      objectId: String(tag.id),
      detail: { key, ...detail },
    })
    return tag.group
  })
  return { job: await refreshSoon(ctx, group) }
}
