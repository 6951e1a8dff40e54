import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError, type ErrorDetail } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { journeyGraph } from './schema.ts'
import { journeyTables } from './store.ts'
import { graphProblems } from './validation/check-graph.ts'
import { loadKnownDefinitions } from './validation/known-definitions.ts'
import type { GraphProblem } from './validation/schema.ts'
import { readGraph } from './validation/shape-problems.ts'
import { compareGraphs } from './versions/compare-graphs.ts'

/**
 * Turn the draft into an immutable version and let it run. Customers already inside stay on the version they entered.
 * Publishing an unchanged draft again, or one whose nodes are only drawn elsewhere, makes no new version.
 * @throws AppError invalid_definition with every problem of the graph, each pointing at its node
 */
export async function publishJourney(
  ctx: Context,
  key: string,
  basedOn?: number,
): Promise<{ published: number }> {
  const known = await loadKnownDefinitions(ctx)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = journeyTables(transaction)
    const journey = await db
      .selectFrom('journey')
      .selectAll()
      .where('key', '=', key)
      .forUpdate()
      .executeTakeFirst()
    if (!journey) throw new AppError('not_found', `There is no journey "${key}"`)
    if (basedOn !== undefined && basedOn !== journey.version) throw changedMeanwhile(`The journey "${key}"`)
    if (journey.status === 'cancelled') {
      throw new AppError('conflict', `The journey "${key}" was cancelled: copy it to run it again`)
    }
    const { graph, problems = [] } = readGraph(journey.graph)
    const details = detailsOf(graph ? graphProblems(graph, known, key) : problems)
    if (details.length > 0) {
      throw new AppError(
        'invalid_definition',
        `The journey "${key}" cannot run: ${details.length} problem(s)`,
        { details },
      )
    }
    const latest = await db
      .selectFrom('journey_version')
      .select(['version', 'graph'])
      .where('journey_id', '=', journey.id)
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst()
    const unchanged = latest !== undefined && compareGraphs(journeyGraph.parse(latest.graph), graph).same
    if (unchanged && journey.status === 'running' && journey.entry_closed_at === null)
      return { published: latest.version }
    const published = unchanged ? latest.version : (latest?.version ?? 0) + 1
    if (!unchanged) {
      await db
        .insertInto('journey_version')
        .values({
          journey_id: journey.id,
          version: published,
          graph: JSON.stringify(journey.graph),
          published_at: ctx.clock.now(),
          published_by: ctx.actor.name,
        })
        .execute()
    }
    await db
      .updateTable('journey')
      .set({
        status: 'running',
        published_version: published,
        entry_closed_at: null,
        ended_at: null,
        archived_at: null,
        updated_at: ctx.clock.now(),
      })
      .where('id', '=', journey.id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'journey.publish',
      objectKind: 'journey',
      objectId: key,
      detail: { published },
    })
    return { published }
  })
}

/** What keeps a journey from running, as the details of a refusal. */
function detailsOf(problems: readonly GraphProblem[]): ErrorDetail[] {
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ path, message, fix }) => ({
      path: path || '/',
      message: fix ? `${message.en}: ${fix.en}` : message.en,
    }))
}
