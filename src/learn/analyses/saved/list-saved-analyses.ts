import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { cutPage } from '../../../platform/http/route-kit.ts'
import { containing } from '../../../platform/postgres/containing.ts'
import { sortedPage } from '../../../platform/postgres/sorted-page.ts'
import type { SavedAnalysisView, savedAnalysisQuery } from './schema.ts'
import { savedTables, viewOf } from './store.ts'

const orders = {
  updated: { sql: 'extract(epoch FROM updated_at)::double precision', type: 'double precision' },
  name: { sql: `(name ->> 'zh-CN') COLLATE "C"`, type: 'text' },
} as const

/** One page of the saved analyses. */
export async function listSavedAnalyses(
  ctx: Context,
  { type, search, ...page }: z.output<typeof savedAnalysisQuery>,
): Promise<{ items: SavedAnalysisView[]; next: string | null }> {
  let rows = savedTables(ctx.postgres).selectFrom('analysis').selectAll()
  if (type !== undefined) rows = rows.where('type', '=', type)
  if (search !== undefined)
    rows = rows.where(
      sql<boolean>`concat_ws(' ', name ->> 'zh-CN', name ->> 'en', description) ILIKE ${containing(search)}`,
    )
  const found = await sortedPage(rows, orders, { sql: 'id', type: 'integer' }, page).execute()
  const { items, next } = cutPage(found, page.limit, ({ place }) => place)
  return { items: items.map(viewOf), next }
}

/** @throws AppError not_found */
export async function readSavedAnalysis(ctx: Context, id: number): Promise<SavedAnalysisView> {
  const row = await savedTables(ctx.postgres)
    .selectFrom('analysis')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no saved analysis ${id}`)
  return viewOf(row)
}

/** Of some ids those that exist. */
export async function savedAnalysesOf(
  ctx: Pick<Context, 'postgres'>,
  ids: readonly number[],
): Promise<Map<number, SavedAnalysisView>> {
  if (ids.length === 0) return new Map()
  const rows = await savedTables(ctx.postgres)
    .selectFrom('analysis')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map((row) => [row.id, viewOf(row)]))
}
