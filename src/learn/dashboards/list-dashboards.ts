import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { cutPage } from '../../platform/http/route-kit.ts'
import { containing } from '../../platform/postgres/containing.ts'
import { sortedPage } from '../../platform/postgres/sorted-page.ts'
import { boardFor, type May, mayDo, readerOf, visibleTo } from './rights.ts'
import type { DashboardSummary, DashboardView, dashboardQuery } from './schema.ts'
import { type DashboardRow, dashboardTables } from './store.ts'

const orders = {
  updated: { sql: 'extract(epoch FROM updated_at)::double precision', type: 'double precision' },
  name: { sql: `(name ->> 'zh-CN') COLLATE "C"`, type: 'text' },
} as const

/** One page of the boards that the caller may see. */
export async function listDashboards(
  ctx: Context,
  { search, mine, archived, ...page }: z.output<typeof dashboardQuery>,
): Promise<{ items: DashboardSummary[]; next: string | null }> {
  const reader = await readerOf(ctx)
  let rows = dashboardTables(ctx.postgres)
    .selectFrom('dashboard')
    .selectAll()
    .where(visibleTo(reader))
    .where('archived_at', archived ? 'is not' : 'is', null)
  if (mine) rows = rows.where('owner', '=', reader.principal)
  if (search !== undefined)
    rows = rows.where(
      sql<boolean>`concat_ws(' ', name ->> 'zh-CN', name ->> 'en', description) ILIKE ${containing(search)}`,
    )
  const found = await sortedPage(rows, orders, { sql: 'id', type: 'integer' }, page).execute()
  const { items, next } = cutPage(found, page.limit, ({ place }) => place)
  const names = await namesOf(ctx, items)
  return {
    items: items.map((board) => ({
      ...faceOf(ctx, board, mayDo(reader, board) ?? 'view', names),
      widgetCount: board.widgets.length,
    })),
    next,
  }
}

/** @throws AppError not_found, also when it is not shared with the caller */
export async function readDashboard(ctx: Context, id: number): Promise<DashboardView> {
  const { board, may } = await boardFor(ctx, id)
  const face = faceOf(ctx, board, may, await namesOf(ctx, [board]))
  return { ...face, widgets: board.widgets, filters: board.filters }
}

async function namesOf(ctx: Context, boards: readonly DashboardRow[]): Promise<Map<string, string>> {
  if (boards.length === 0) return new Map()
  const owners = [...new Set(boards.map(({ owner }) => owner))]
  const users = await dashboardTables(ctx.postgres)
    .selectFrom('app_user')
    .select(['login', 'name'])
    .where('login', 'in', owners)
    .execute()
  return new Map(users.map(({ login, name }) => [login, name]))
}

function faceOf(ctx: Context, board: DashboardRow, may: May, names: ReadonlyMap<string, string>) {
  return {
    id: board.id,
    name: board.name,
    description: board.description,
    libraryKey: board.library_key,
    sharing: board.sharing,
    owner: board.owner,
    ownerName: names.get(board.owner) ?? board.created_by,
    // Whoever may change nothing in this room may not change boards either.
    may: ctx.actor.scopes.has('learn:write') ? may : 'view',
    version: board.version,
    archivedAt: board.archived_at?.toISOString() ?? null,
    createdBy: board.created_by,
    updatedBy: board.updated_by,
    createdAt: board.created_at.toISOString(),
    updatedAt: board.updated_at.toISOString(),
  }
}
