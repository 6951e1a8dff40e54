import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { cutPage, pageQuery } from '../../platform/http/route-kit.ts'
import { containing } from '../../platform/postgres/containing.ts'
import { sortedPage } from '../../platform/postgres/sorted-page.ts'
import { loadDefinitions } from './load-definitions.ts'
import { organisationOfAll } from './organisations.ts'
import { fingerprintOf, resolveFormula } from './resolve-formula.ts'
import type { MetricView } from './schema.ts'
import { metricTables } from './store.ts'
import { readLatestValues } from './values/read-values.ts'

export const metricListQuery = pageQuery.extend({
  search: z.string().max(200).optional().describe('In key, names, description and owner'),
  owner: z.string().max(200).optional(),
  grain: z.enum(['customer', 'account', 'event', 'organisation']).optional(),
  kind: z.enum(['measure', 'balance', 'opt_out', 'customers', 'ratio', 'expression']).optional(),
  status: z.enum(['active', 'archived']).default('active'),
  sort: z.enum(['key', '-key', 'updated', '-updated']).default('key'),
})

const orders = {
  key: { sql: 'key', type: 'text' },
  updated: { sql: 'extract(epoch FROM updated_at)::double precision', type: 'double precision' },
} as const

/** One page of the registry, each metric with its newest value. */
export async function listMetrics(
  ctx: Context,
  query: z.output<typeof metricListQuery>,
): Promise<{ items: MetricView[]; next: string | null }> {
  let rows = metricTables(ctx.postgres)
    .selectFrom('metric')
    .selectAll()
    .where('archived_at', query.status === 'active' ? 'is' : 'is not', null)
  if (query.owner !== undefined) rows = rows.where('owner', '=', query.owner)
  if (query.grain !== undefined) rows = rows.where('grain', '=', query.grain)
  if (query.kind !== undefined) rows = rows.where(sql<boolean>`formula ->> 'kind' = ${query.kind}`)
  if (query.search !== undefined)
    rows = rows.where(
      sql<boolean>`concat_ws(' ', key, name ->> 'zh-CN', name ->> 'en', description, owner) ILIKE ${containing(query.search)}`,
    )
  const found = await sortedPage(rows, orders, orders.key, query).execute()
  const { items, next } = cutPage(found, query.limit, ({ place }) => place)
  const latest = await latestOf(
    ctx,
    items.map(({ key }) => key),
  )
  return { items: items.map(({ place: _place, ...row }) => viewOf(row, latest)), next }
}

/** @throws AppError not_found */
export async function readMetric(ctx: Context, key: string): Promise<MetricView> {
  const row = await metricTables(ctx.postgres)
    .selectFrom('metric')
    .selectAll()
    .where('key', '=', key)
    .executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no metric "${key}"`)
  return viewOf(row, await latestOf(ctx, [key]))
}

/** Who owns metrics, for choosing. */
export async function listMetricOwners(ctx: Context): Promise<string[]> {
  const rows = await metricTables(ctx.postgres)
    .selectFrom('metric')
    .select('owner')
    .distinct()
    .where('owner', '!=', '')
    .orderBy('owner')
    .execute()
  return rows.map(({ owner }) => owner)
}

/** The newest value of each metric, of all that the asking person sees; none where that is several organisations. */
type Latest = ReadonlyMap<string, MetricView['latest']>

async function latestOf(ctx: Context, keys: readonly string[]): Promise<Latest> {
  const definitions = await loadDefinitions(ctx)
  const wanted = keys.flatMap((key) => {
    const definition = definitions.get(key)
    return definition ? [[key, fingerprintOf(resolveFormula(definition, definitions))] as const] : []
  })
  if (wanted.length === 0) return new Map()
  const formulaOf = new Map(wanted)
  const organisation = await organisationOfAll(ctx)
  if (organisation === null) return new Map()
  const rows = await readLatestValues(ctx.clickhouse, { metrics: wanted.map(([key]) => key), organisation })
  return new Map(
    rows
      .filter(({ metric, formula }) => formulaOf.get(metric) === formula)
      .map(({ metric, day, value, before }) => [metric, { day, value, before }]),
  )
}

type Row = Awaited<ReturnType<typeof rowOf>>
const rowOf = (ctx: Context) =>
  metricTables(ctx.postgres).selectFrom('metric').selectAll().executeTakeFirstOrThrow()

function viewOf(row: Row, latest: Latest): MetricView {
  const { id: _id, version, archived_at, created_by, created_at, updated_at, ...definition } = row
  return {
    ...definition,
    version,
    archivedAt: archived_at?.toISOString() ?? null,
    createdBy: created_by,
    createdAt: created_at.toISOString(),
    updatedAt: updated_at.toISOString(),
    latest: latest.get(definition.key) ?? null,
  }
}
