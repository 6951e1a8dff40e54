import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { cutPage, decodeCursor } from '../../../platform/http/route-kit.ts'
import { countStandingWithinScope } from '../counts/count-within-scope.ts'
import { type JourneyGraph, journeyGraph } from '../schema.ts'
import { journeyTables } from '../store.ts'
import type { Side, VersionSummary, VersionView } from './schema.ts'

interface JourneyRow {
  readonly id: number
  readonly key: string
  readonly graph: unknown
  readonly published_version: number | null
  readonly committed_tick: number
}

async function findJourney(ctx: Pick<Context, 'postgres'>, key: string): Promise<JourneyRow> {
  const journey = await journeyTables(ctx.postgres)
    .selectFrom('journey')
    .select(['id', 'key', 'graph', 'published_version', 'committed_tick'])
    .where('key', '=', key)
    .executeTakeFirst()
  if (!journey) throw new AppError('not_found', `There is no journey "${key}"`)
  return journey
}

const inside = sql<number>`coalesce((
  SELECT sum(customers)::bigint FROM journey_cohort AS cohort
  WHERE cohort.journey_id = journey_version.journey_id AND cohort.version = journey_version.version), 0)`

function versionsOf(ctx: Pick<Context, 'postgres'>, journeyId: number) {
  return journeyTables(ctx.postgres)
    .selectFrom('journey_version')
    .select(['version', 'graph', 'published_at', 'published_by', inside.as('inside')])
    .where('journey_id', '=', journeyId)
}
type VersionRow = Awaited<ReturnType<ReturnType<typeof versionsOf>['execute']>>[number]

type Standing = Awaited<ReturnType<typeof countStandingWithinScope>>

/** @param standing within the data scope of who asks, if there is one */
const summaryOf = (row: VersionRow, published: number | null, standing: Standing): VersionSummary => ({
  version: row.version,
  publishedAt: row.published_at.toISOString(),
  publishedBy: row.published_by,
  current: row.version === published,
  nodes: Object.keys(journeyGraph.parse(row.graph).nodes).length,
  inside:
    standing === null
      ? row.inside
      : standing
          .filter(({ version }) => version === row.version)
          .reduce((sum, { customers }) => sum + customers, 0),
})

/** The published versions of a journey, the newest first. @throws AppError not_found */
export async function listVersions(
  ctx: Context,
  key: string,
  query: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ items: VersionSummary[]; next: string | null }> {
  const journey = await findJourney(ctx, key)
  let select = versionsOf(ctx, journey.id)
    .orderBy('version', 'desc')
    .limit(query.limit + 1)
  if (query.cursor) select = select.where('version', '<', decodeCursor(query.cursor, z.number().int()))
  const rows = await select.execute()
  const { items: page, next } = cutPage(rows, query.limit, ({ version }) => version)
  const standing = await countStandingWithinScope(ctx, journey)
  return {
    items: page.map((row) => summaryOf(row, journey.published_version, standing)),
    next,
  }
}

/** One version with who stands where in it. @throws AppError not_found */
export async function readVersion(ctx: Context, key: string, version: number): Promise<VersionView> {
  const journey = await findJourney(ctx, key)
  const row = await versionsOf(ctx, journey.id).where('version', '=', version).executeTakeFirst()
  if (!row) throw noVersion(key, version)
  const within = await countStandingWithinScope(ctx, journey)
  const all = await journeyTables(ctx.postgres)
    .selectFrom('journey_cohort')
    .select(['node', sql<number>`sum(customers)::bigint`.as('customers')])
    .where('journey_id', '=', journey.id)
    .where('version', '=', version)
    .groupBy('node')
    .orderBy('node')
    .execute()
  const own = within?.filter((one) => one.version === version)
  return {
    ...summaryOf(row, journey.published_version, within),
    graph: journeyGraph.parse(row.graph),
    standing: own?.map(({ node, customers }) => ({ node, customers })) ?? all,
  }
}

/** The graph of a version; of the draft, finished or not. @throws AppError not_found */
export async function readSide(
  ctx: Pick<Context, 'postgres'>,
  key: string,
  wanted: Side,
): Promise<JourneyGraph | Record<string, unknown>> {
  const journey = await findJourney(ctx, key)
  if (wanted === 'draft') return journeyGraph.safeParse(journey.graph).data ?? Object(journey.graph)
  const row = await journeyTables(ctx.postgres)
    .selectFrom('journey_version')
    .select('graph')
    .where('journey_id', '=', journey.id)
    .where('version', '=', wanted)
    .executeTakeFirst()
  if (!row) throw noVersion(key, wanted)
  return journeyGraph.parse(row.graph)
}

const noVersion = (key: string, version: number): AppError =>
  new AppError('not_found', `The journey "${key}" has no version ${version}`)
