import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { decodeCursor, encodeCursor } from '../../platform/http/route-kit.ts'
import { boardFor, type May, mayDo, readerOf, visibleTo } from './rights.ts'
import type { DashboardSummary, DashboardView, dashboardQuery } from './schema.ts'
import { type DashboardRow, dashboardTables } from './store.ts'

/** What the list is sorted by, as a text that sorts alike. */
const orders = {
  updated: `to_char(dashboard.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`,
  name: `(dashboard.name ->> 'zh-CN')`,
} as const

/** One page of the boards that the caller may see. */
export async function listDashboards(
  ctx: Context,
  { cursor, limit, search, mine, archived, sort }: z.output<typeof dashboardQuery>,
): Promise<{ items: DashboardSummary[]; next: string | null }> {
  const reader = await readerOf(ctx)
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  const order = sql<string>`${sql.raw(sort.endsWith('name') ? orders.name : orders.updated)} COLLATE "C"`
  let rows = dashboardTables(ctx.postgres)
    .selectFrom('dashboard')
    .selectAll()
    .select(order.as('position'))
    .where(visibleTo(reader))
    .where('archived_at', archived ? 'is not' : 'is', null)
    .orderBy(order, direction)
    .orderBy('id', direction)
    .limit(limit + 1)
  if (mine) rows = rows.where('owner', '=', reader.principal)
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
  const names = await namesOf(ctx, page)
  return {
    items: page.map((board) => ({
      ...faceOf(ctx, board, mayDo(reader, board) ?? 'view', names),
      widgetCount: board.widgets.length,
    })),
    next: found.length > page.length && last ? encodeCursor([last.position, last.id]) : null,
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
