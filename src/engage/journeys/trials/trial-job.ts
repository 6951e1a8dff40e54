import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { defineJob, type JobDefinition } from '../../../platform/jobs/jobs.ts'
import { journeyTables } from '../store.ts'
import type { Trial } from './trial.ts'

export interface TrialRun {
  readonly signal: AbortSignal
  /** @param now the simulated instant */
  readonly onProgress: (fraction: number, now: Date) => Promise<void>
}

const what = z.object({
  key: z.string(),
  graph: z.unknown().describe('The draft as it was when the trial was asked for'),
  journey: z.number().int(),
  draftVersion: z.number().int(),
  requestedBy: z.string(),
})
export type TrialInput = z.infer<typeof what> & { request: unknown }

/** The job of one kind of trial: one at a time in a process, never tried again. */
export function trialJob<Request extends z.ZodType, Result extends z.ZodType>(
  name: string,
  trial: Trial<Request, Result>,
  run: (
    ctx: Context,
    key: string,
    graph: unknown,
    request: z.output<Request>,
    run: TrialRun,
  ) => Promise<z.input<Result>>,
): JobDefinition<TrialInput> {
  return defineJob({
    name,
    input: what.extend({ request: z.unknown() }),
    retries: 0,
    concurrency: 1,
    run: async (
      ctx,
      { key, graph, request, journey, draftVersion, requestedBy },
      { id, signal, progress },
    ) => {
      const result = await run(ctx, key, graph, trial.request.parse(request), {
        signal,
        onProgress: (fraction, now) => progress(fraction, now.toISOString()),
      })
      signal.throwIfAborted()
      const found = { result: JSON.stringify(result) }
      // The row is there already, unless the job was done before whoever asked for it went on.
      await journeyTables(ctx.postgres)
        .insertInto(trial.table)
        .values({
          id,
          journey_id: journey,
          draft_version: draftVersion,
          request: JSON.stringify(request),
          requested_by: requestedBy,
          created_at: ctx.clock.now(),
          ...found,
        })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(found))
        .execute()
    },
  })
}
