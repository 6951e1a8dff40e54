import { defineJob } from '../../platform/jobs/jobs.ts'
import { findDuplicates } from './find-duplicates.ts'
import { searchInput } from './schema.ts'

/** On request, and every Sunday before dawn. */
export const findDuplicatesJob = defineJob({
  name: 'find-duplicates',
  input: searchInput,
  retries: 1,
  concurrency: 1,
  schedule: '0 3 * * 0',
  run: async (ctx, input, run) => {
    const { customers, suspected, queued } = await findDuplicates(ctx, input, {
      signal: run.signal,
      onProgress: (fraction, message) => run.progress(fraction * 0.95, message),
    })
    await run.progress(1, `${suspected} suspected pairs among ${customers} customers, ${queued} in the queue`)
  },
})
