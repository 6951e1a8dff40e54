import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { addMetricsFromLibrary } from '../../metrics/index.ts'
import { createDashboard } from '../save-dashboard.ts'
import { dashboardTables } from '../store.ts'
import { readBoardLibrary } from './read-library.ts'
import type { ReadyBoard, ReadyBoardView } from './schema.ts'

/** The ready boards, and which of them the bank has. */
export async function listBoardLibrary(ctx: Context): Promise<ReadyBoardView[]> {
  const [own, metrics] = await Promise.all([ownBoards(ctx), ownMetrics(ctx)])
  return readBoardLibrary().map((board) => ({
    key: board.key,
    name: board.name,
    description: board.description,
    widgetCount: board.widgets.length,
    metrics: metricsOf(board).filter((key) => !metrics.has(key)),
    dashboard: own.get(board.key) ?? null,
  }))
}

/**
 * Make ready boards the bank's own, seen by everybody who may look at analyses, with the ready metrics that they show;
 * all of them unless `keys` says which. What exists is left as it is.
 * @returns the keys that were added
 * @throws AppError not_found
 */
export async function addBoardsFromLibrary(ctx: Context, keys?: readonly string[]): Promise<string[]> {
  const library = readBoardLibrary()
  const unknown = keys?.find((key) => !library.some((board) => board.key === key))
  if (unknown !== undefined) throw new AppError('not_found', `The library has no dashboard "${unknown}"`)
  const own = await ownBoards(ctx)
  const wanted = library.filter(({ key }) => (keys?.includes(key) ?? true) && !own.has(key))
  const metrics = await ownMetrics(ctx)
  const missing = [...new Set(wanted.flatMap(metricsOf))].filter((key) => !metrics.has(key))
  if (missing.length > 0) await addMetricsFromLibrary(ctx, missing)
  const added: string[] = []
  for (const { key, ...board } of wanted) {
    const sharing = { everyone: 'view' as const, users: [], roles: [] }
    if ((await createDashboard(ctx, { ...board, sharing }, key)) !== null) added.push(key)
  }
  return added
}

const metricsOf = ({ widgets }: ReadyBoard): string[] => [
  ...new Set(widgets.flatMap(({ content }) => (content.kind === 'metric' ? [content.metric] : []))),
]

async function ownBoards(ctx: Context): Promise<Map<string, number>> {
  const rows = await dashboardTables(ctx.postgres)
    .selectFrom('dashboard')
    .select(['id', 'library_key'])
    .where('library_key', 'is not', null)
    .execute()
  return new Map(rows.flatMap(({ id, library_key }) => (library_key === null ? [] : [[library_key, id]])))
}

async function ownMetrics(ctx: Context): Promise<Set<string>> {
  const rows = await dashboardTables(ctx.postgres).selectFrom('metric').select('key').execute()
  return new Set(rows.map(({ key }) => key))
}
