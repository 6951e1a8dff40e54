import { setTimeout as pause } from 'node:timers/promises'
import { readTradingDays } from '../../../decide/trading-days/index.ts'
import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context, Postgres } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { behaviourOf } from '../nodes/index.ts'
import { readJourneyGraphs } from '../read-graphs.ts'
import type { JourneyGraph } from '../schema.ts'
import { journeyTables } from '../store.ts'
import { commitTick } from '../ticks/commit-tick.ts'
import { withJourneyLease } from '../ticks/lease.ts'
import { emptyCatalogue, type Move, type TickPlan } from '../ticks/plan-tick.ts'
import { recoverJourney, statementMark } from '../ticks/recover-journey.ts'
import { standingOf } from '../ticks/write-tick.ts'
import { checkMigration } from './check-migration.ts'
import { insertRelocationsSql, type Relocation } from './moved-customers-sql.ts'
import { type Migration, migration, type MigrationReport } from './schema.ts'

const attempts = 40
const betweenAttempts = 250

/**
 * Take the customers of one version over to another, node by node, in one tick like any other: killed at any instant it
 * has moved everybody or nobody. Who stands at a node that the mapping does not name stays in the old version.
 * @throws AppError not_found, invalid_request when the mapping does not fit, conflict when the journey is not running or
 * paused, unavailable when its ticks leave no gap
 */
export async function migrateCustomers(
  ctx: Context,
  key: string,
  input: Migration,
): Promise<MigrationReport> {
  const mapping = migration.parse(input)
  const { id } = await readMovable(ctx, key)
  checkMigration(mapping, await readJourneyGraphs(ctx, id))
  // On record before anybody moves, because a tick commits by itself.
  await ctx.postgres.transaction().execute((transaction) =>
    writeAudit(transaction, ctx, {
      action: 'journey.migrate',
      objectKind: 'journey',
      objectId: key,
      detail: { ...mapping },
    }),
  )
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const report = await withJourneyLease(ctx, id, (connection) => migrate(ctx, connection, key, mapping))
    if (report) return report
    await pause(betweenAttempts)
  }
  throw new AppError('unavailable', `The journey "${key}" is being advanced all the time: try again soon`)
}

async function readMovable(ctx: Pick<Context, 'postgres'>, key: string) {
  const journey = await journeyTables(ctx.postgres)
    .selectFrom('journey')
    .select(['id', 'key', 'status', 'committed_tick'])
    .where('key', '=', key)
    .executeTakeFirst()
  if (!journey) throw new AppError('not_found', `There is no journey "${key}"`)
  if (journey.status !== 'running' && journey.status !== 'paused') {
    throw new AppError('conflict', `The journey "${key}" is ${journey.status}: nobody is on the way in it`)
  }
  return journey
}

async function migrate(
  ctx: Context,
  connection: Postgres,
  key: string,
  mapping: Migration,
): Promise<MigrationReport> {
  const found = await readMovable({ postgres: connection }, key)
  await recoverJourney(ctx, connection, found.id)
  const { id, committed_tick: committed } = await readMovable({ postgres: connection }, key)
  const graphs = await readJourneyGraphs({ postgres: connection }, id)
  const { before, after } = checkMigration(mapping, graphs)
  const plan: TickPlan = {
    journey: { id, key },
    tick: committed + 1,
    now: ctx.clock.now(),
    entry: null,
    moves: await readMoves(connection, id, before, mapping),
    graphs,
    catalogue: emptyCatalogue,
    tradingDays: await readTradingDays({ postgres: connection }),
  }
  const moved = plan.moves.map((move) => ({
    from: move.id,
    to: mapping.nodes[move.id] ?? '$exit',
    customers: move.cohorts.reduce((sum, cohort) => sum + cohort.customers, 0),
  }))
  if (moved.length > 0) await write(ctx, connection, plan, { mapping, after })
  return {
    journey: key,
    from: mapping.from,
    to: mapping.to,
    moved,
    stayed: await countInside(connection, id, mapping.from),
  }
}

/** One move for each named node at which somebody stands: all of them leave it. */
async function readMoves(
  connection: Postgres,
  journeyId: number,
  graph: JourneyGraph,
  { from, to, nodes }: Migration,
): Promise<Move[]> {
  const rows = await journeyTables(connection)
    .selectFrom('journey_cohort')
    .selectAll()
    .where('journey_id', '=', journeyId)
    .where('version', '=', from)
    .where('node', 'in', Object.keys(nodes))
    .orderBy('node')
    .orderBy('tick')
    .execute()
  return [...Map.groupBy(rows, (row) => row.node)].flatMap(([id, cohorts]) => {
    const node = graph.nodes[id]
    if (!node) return []
    // Whatever the node does by itself does not happen: these customers are taken from it.
    const behaviour = { ...behaviourOf(node), polls: false, ownWakes: false, sends: false }
    return [{ version: from, id, node, behaviour, cohorts, into: to }]
  })
}

async function write(
  ctx: Context,
  connection: Postgres,
  plan: TickPlan,
  { mapping, after }: { readonly mapping: Migration; readonly after: JourneyGraph },
): Promise<void> {
  const relocations = plan.moves.map((move): Relocation => {
    const to = mapping.nodes[move.id] ?? '$exit'
    const own = { ...move, behaviour: behaviourOf(move.node) }
    return { from: move.id, before: move.node, to, after: after.nodes[to], standing: standingOf(plan, own) }
  })
  const { journey, tick, now, tradingDays } = plan
  await journeyTables(connection)
    .updateTable('journey')
    .set({ open_tick: tick })
    .where('id', '=', journey.id)
    .execute()
  await ctx.clickhouse.command(
    insertRelocationsSql({ journey: journey.id, tick, version: mapping.to }, relocations, {
      now,
      timezone: ctx.config.timezone,
      tradingDays,
    }),
    {},
    { pool: 'long', settings: { log_comment: statementMark([journey.id]) } },
  )
  await commitTick(ctx, connection, plan)
}

async function countInside(connection: Postgres, journeyId: number, version: number): Promise<number> {
  const row = await journeyTables(connection)
    .selectFrom('journey_cohort')
    .select((is) => is.fn.coalesce(is.fn.sum<number>('customers'), is.lit(0)).as('customers'))
    .where('journey_id', '=', journeyId)
    .where('version', '=', version)
    .executeTakeFirst()
  return Number(row?.customers ?? 0)
}
