import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { templateTables } from '../store.ts'
import { lockTemplate } from '../template-state.ts'

/**
 * Take the content of an earlier version as the draft; publishing it makes a new version.
 * @throws AppError not_found
 */
export async function restoreVersion(
  ctx: Context,
  key: string,
  version: number,
  basedOn?: number,
): Promise<{ key: string; version: number }> {
  return ctx.postgres.transaction().execute(async (transaction) => {
    const row = await lockTemplate(transaction, key, basedOn)
    const db = templateTables(transaction)
    const past = await db
      .selectFrom('template_version')
      .select(['content', 'category', 'fallback', 'defaults', 'product', 'general'])
      .where('template_key', '=', key)
      .where('version', '=', version)
      .executeTakeFirst()
    if (!past) throw new AppError('not_found', `The template "${key}" has no version ${version}`)
    const next = row.version + 1
    await db
      .updateTable('template')
      .set({
        content: JSON.stringify(past.content),
        category: past.category,
        fallback: past.fallback,
        defaults: JSON.stringify(past.defaults),
        product: past.product,
        general: past.general,
        version: next,
        updated_at: ctx.clock.now(),
      })
      .where('key', '=', key)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'template.restore',
      objectKind: 'template',
      objectId: key,
      detail: { restored: version, version: next },
    })
    return { key, version: next }
  })
}
