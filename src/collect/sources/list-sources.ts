import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { cutPage, decodeCursor } from '../../platform/http/route-kit.ts'
import { sourceKey, type SourceView, viewOfSource } from './schema.ts'
import { sourceColumns, sourceTables } from './store.ts'

export interface SourcePage {
  items: SourceView[]
  next: string | null
}

/** Sources by key. */
export async function listSources(
  ctx: Context,
  page: { cursor?: string; limit: number },
): Promise<SourcePage> {
  let query = sourceTables(ctx.postgres).selectFrom('source').select(sourceColumns)
  if (page.cursor !== undefined) query = query.where('key', '>', decodeCursor(page.cursor, sourceKey))
  const rows = await query
    .orderBy('key')
    .limit(page.limit + 1)
    .execute()
  const { items, next } = cutPage(rows, page.limit, ({ key }) => key)
  return { items: items.map((row) => shownTo(ctx, viewOfSource(row))), next }
}

/** @throws AppError not_found */
export async function readSource(ctx: Context, id: number): Promise<SourceView> {
  const row = await sourceTables(ctx.postgres)
    .selectFrom('source')
    .select(sourceColumns)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw new AppError('not_found', `There is no source ${id}`)
  return shownTo(ctx, viewOfSource(row))
}

/** A write key lets anyone send events as this source, so only those who may change sources see it whole. */
function shownTo(ctx: Context, source: SourceView): SourceView {
  if (ctx.actor.scopes.has('collect:write')) return source
  return { ...source, writeKey: `${source.writeKey.slice(0, 4)}…` }
}
