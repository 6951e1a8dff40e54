import type { z } from 'zod'
import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import type { JobDefinition } from '../../../platform/jobs/jobs.ts'
import { findJourney } from '../counts/find-journey.ts'
import { journeyTables } from '../store.ts'
import { checkGraph } from '../validation/check-graph.ts'
import type { TrialInput } from './trial-job.ts'
import type { Trial } from './trial.ts'

/**
 * Queue a trial of the draft as it is now.
 * @returns the id of the trial, which is that of its job
 * @throws AppError not_found, invalid_definition with every problem of the draft, conflict while one of this journey
 * waits
 */
export async function requestTrial<Request extends z.ZodType, Result extends z.ZodType>(
  ctx: Context,
  trial: Trial<Request, Result>,
  job: JobDefinition<TrialInput>,
  key: string,
  input: z.input<Request>,
): Promise<{ id: string }> {
  const request = JSON.parse(JSON.stringify(trial.request.parse(input)))
  const journey = await findJourney(ctx, key)
  const { valid, problems } = await checkGraph(ctx, journey.graph, key)
  if (!valid) {
    const wrong = problems.filter(({ severity }) => severity === 'error')
    throw new AppError('invalid_definition', `The journey "${key}" cannot run: ${wrong.length} problem(s)`, {
      details: wrong.map(({ path, message }) => ({ path: path || '/', message: message.en })),
    })
  }
  const asked = { draftVersion: journey.version, requestedBy: ctx.actor.name }
  const id = await ctx.jobs.enqueue(
    job,
    { key, graph: journey.graph, request, journey: journey.id, ...asked },
    { key, requestedBy: ctx.actor.name },
  )
  if (id === null) throw new AppError('conflict', `A ${trial.noun} of the journey "${key}" waits already`)
  await ctx.postgres.transaction().execute(async (transaction) => {
    await journeyTables(transaction)
      .insertInto(trial.table)
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
      action: `journey.${trial.action}`,
      objectKind: 'journey',
      objectId: key,
      detail: { id, ...request },
    })
  })
  return { id }
}
