import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../../../platform/http/route-kit.ts'
import type { SavedAnalysisView, savedAnalysisQuery } from './schema.ts'
import { savedTables, viewOf } from './store.ts'

/** What the list is sorted by, as a text that sorts alike. */
const orders = {
  updated: `to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`,
  name: `(name ->> 'zh-CN')`,
} as const

/** One page of the saved analyses. */
export async function listSavedAnalyses(
  ctx: Context,
  { cursor, limit, type, search, sort }: z.output<typeof savedAnalysisQuery>,
): Promise<{ items: SavedAnalysisView[]; next: string | null }> {
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  const by = sort.endsWith('name') ? orders.name : orders.updated
  const order = sql<string>`${sql.raw(by)} COLLATE "C"`
  let rows = savedTables(ctx.postgres)
    .selectFrom('analysis')
    .selectAll()
    .select(order.as('position'))
    .orderBy(order, direction)
    .orderBy('id', direction)
    .limit(limit + 1)
  if (type !== undefined) rows = rows.where('type', '=', type)
  if (search !== undefined) {
    const pattern = `%${search.replaceAll(/[\\%_]/g, (special) => `\\${special}`)}%`
    rows = rows.where(
      sql<boolean>`concat_ws(' ', name ->> 'zh-CN', name ->> 'en', description) ILIKE ${pattern}`,
    )
  }
  if (cursor !== undefined) {
    const [position, id] = decodeCursor(cursor, z.tuple([z.string(), z.number().int()]))
    const beyond = sql.raw(direction === 'asc' ? '>' : '<')
    rows = rows.where(sql<boolean>`(${order}, id) ${beyond} (${position}, ${id}::integer)`)
  }
  const found = await rows.execute()
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(viewOf),
    next: found.length > page.length && last ? encodeCursor([last.position, last.id]) : null,
  }
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
