import type { z } from 'zod'
import type { Context } from '../context.ts'

/** What a running job gets besides its input. */
export interface JobRun {
  readonly id: string
  /** Aborted when someone cancels the job or the process stops. */
  readonly signal: AbortSignal
  /** Tell people how far it is: 0…1 and a short sentence without personal data. */
  progress(fraction: number, message?: string): Promise<void>
}

/** One kind of background work. A job is about a set of customers, never about one customer. */
export interface JobDefinition<Input = unknown> {
  readonly name: string
  readonly input: z.ZodType<Input>
  /** How often pg-boss tries again after a failure, with exponential backoff. Runs must be repeatable. */
  readonly retries: number
  /** At most this many at once in this process. */
  readonly concurrency: number
  /** Cron expression (in the business time zone); the input is then `{}`. */
  readonly schedule?: string
  run(ctx: Context, input: Input, run: JobRun): Promise<void>
}

/** Any definition, whatever its input: what lists of definitions hold. */
export type AnyJob = Omit<JobDefinition, 'run'> & {
  run(ctx: Context, input: never, run: JobRun): Promise<void>
}

export interface Jobs {
  /** Queue work; with `key`, only one job of this name and key waits at a time. Returns the job's id, null when one waits already. */
  enqueue<Input>(
    definition: JobDefinition<Input>,
    input: Input,
    options?: { key?: string; startAfter?: Date; requestedBy?: string },
  ): Promise<string | null>
  /** Ask a job to stop: a queued one never starts, a running one sees its signal abort. */
  cancel(id: string): Promise<void>
}

/** Keeps the input type while letting definitions of different inputs stand in one list. */
export function defineJob<Input>(definition: JobDefinition<Input>): JobDefinition<Input> {
  return definition
}
