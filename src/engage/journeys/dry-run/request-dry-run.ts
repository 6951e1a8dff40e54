import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { findJourney } from '../counts/find-journey.ts'
import { journeyTables } from '../store.ts'
import { checkGraph } from '../validation/check-graph.ts'
import { dryRunJob } from './dry-run-job.ts'
import { type DryRunRequest, dryRunRequest } from './schema.ts'

const farthestPastDays = 366
const day = 86_400_000

/**
 * Queue a dry run of the draft as it is now.
 * @returns the id of the dry run, which is that of its job
 * @throws AppError not_found, invalid_definition with every problem of the draft, invalid_request for a beginning that
 * is to come, conflict while a dry run of this journey waits
 */
export async function requestDryRun(
  ctx: Context,
  key: string,
  input: DryRunRequest,
): Promise<{ id: string }> {
  const request = dryRunRequest.parse(input)
  const journey = await findJourney(ctx, key)
  const now = ctx.clock.now().getTime()
  if (request.from !== undefined) {
    const from = Date.parse(request.from)
    if (from > now || from < now - farthestPastDays * day) {
      throw new AppError('invalid_request', 'A dry run begins now or at most 366 days ago', {
        details: [{ path: '/from', message: 'is in the future or too long ago' }],
      })
    }
  }
  const { valid, problems } = await checkGraph(ctx, journey.graph, key)
  if (!valid) {
    const wrong = problems.filter(({ severity }) => severity === 'error')
    throw new AppError('invalid_definition', `The journey "${key}" cannot run: ${wrong.length} problem(s)`, {
      details: wrong.map(({ path, message }) => ({ path: path || '/', message: message.en })),
    })
  }
  const id = await ctx.jobs.enqueue(
    dryRunJob,
    {
      key,
      graph: journey.graph,
      request,
      journey: journey.id,
      draftVersion: journey.version,
      requestedBy: ctx.actor.name,
    },
    { key, requestedBy: ctx.actor.name },
  )
  if (id === null) throw new AppError('conflict', `A dry run of the journey "${key}" waits already`)
  await ctx.postgres.transaction().execute(async (transaction) => {
    await journeyTables(transaction)
      .insertInto('journey_dry_run')
      .values({
        id,
        journey_id: journey.id,
        draft_version: journey.version,
        request: JSON.stringify(request),
        requested_by: ctx.actor.name,
        created_at: ctx.clock.now(),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'journey.dry_run',
      objectKind: 'journey',
      objectId: key,
      detail: { dryRun: id, ...request },
    })
  })
  return { id }
}
