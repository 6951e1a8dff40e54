import { z } from 'zod'
import { defineJob } from '../../../platform/jobs/jobs.ts'
import { journeyTables } from '../store.ts'
import { runDryRun } from './run-dry-run.ts'
import { dryRunRequest } from './schema.ts'

export const dryRunJob = defineJob({
  name: 'dry-run-journey',
  input: z.object({
    key: z.string(),
    graph: z.unknown(),
    request: dryRunRequest,
    journey: z.number().int(),
    draftVersion: z.number().int(),
    requestedBy: z.string(),
  }),
  retries: 0,
  concurrency: 1,
  run: async (ctx, { key, graph, request, journey, draftVersion, requestedBy }, run) => {
    const result = await runDryRun(ctx, key, graph, request, {
      signal: run.signal,
      onProgress: (fraction, now) => run.progress(fraction, now.toISOString()),
    })
    run.signal.throwIfAborted()
    const found = { result: JSON.stringify(result) }
    // The row is there already, unless the job was done before whoever asked for it went on.
    await journeyTables(ctx.postgres)
      .insertInto('journey_dry_run')
      .values({
        id: run.id,
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
