import { z } from 'zod'
import { defineJob } from '../../platform/jobs/jobs.ts'
import { definitionKey } from '../rules/index.ts'
import { snapshotSegment } from './snapshot-segment.ts'

export const snapshotSegmentJob = defineJob({
  name: 'snapshot-segment',
  input: z.object({ segment: definitionKey, asOf: z.coerce.date().optional() }),
  retries: 2,
  concurrency: 1,
  run: async (ctx, input, run) => {
    await run.progress(0, input.segment)
    const { customers } = await snapshotSegment(ctx, input.segment, { asOf: input.asOf, signal: run.signal })
    await run.progress(1, `${input.segment}: ${customers} customers`)
  },
})
