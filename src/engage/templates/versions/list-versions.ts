import type { Context } from '../../../platform/context.ts'
import type { TemplateVersionView } from '../schema.ts'
import { templateTables } from '../store.ts'
import { readRow } from '../template-state.ts'
import { versionView } from './template-version.ts'

/**
 * The versions of a template, the newest first; `next` is the number to read before.
 * @throws AppError not_found
 */
export async function listVersions(
  ctx: Pick<Context, 'postgres'>,
  key: string,
  page: { before: number; limit: number },
): Promise<{ items: TemplateVersionView[]; before: number | null }> {
  await readRow(ctx, key)
  const rows = await templateTables(ctx.postgres)
    .selectFrom('template_version')
    .selectAll()
    .where('template_key', '=', key)
    .where('version', '<', page.before)
    .orderBy('version', 'desc')
    .limit(page.limit + 1)
    .execute()
  const items = rows.slice(0, page.limit).map(versionView)
  return { items, before: rows.length > page.limit ? (items.at(-1)?.version ?? null) : null }
}
