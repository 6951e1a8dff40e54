import { z } from 'zod'

/**
 * A way to try a draft out: asked for by a person, run by a job over copies, kept with what it found. Dry runs and
 * simulations are two of them; their tables have one shape.
 */
export interface Trial<Request extends z.ZodType, Result extends z.ZodType> {
  readonly table: 'journey_dry_run' | 'journey_simulation'
  readonly noun: 'dry run' | 'simulation'
  /** Of the audit rows: `journey.…` and `journey.cancel_…`. */
  readonly action: 'dry_run' | 'simulation'
  readonly request: Request
  readonly result: Result
}

/** How a trial is shown: `result` is null until it has ended. */
export const trialView = <Result extends z.ZodType>(result: Result) =>
  z.object({
    id: z.uuid().describe('Also the id of the job, for its cancellation'),
    state: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
    fraction: z.number().describe('0…1'),
    message: z.string().describe('How far its clock is, or why it failed'),
    draftVersion: z.number().int().describe('Version of the draft that was run'),
    stale: z.boolean().describe('The draft was changed since'),
    requestedBy: z.string(),
    createdAt: z.iso.datetime(),
    result: result.nullable(),
  })
export type TrialView<Result> = Omit<z.infer<ReturnType<typeof trialView>>, 'result'> & {
  result: Result | null
}
