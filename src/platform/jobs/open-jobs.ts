import { randomUUID } from 'node:crypto'
import { type JobWithMetadata, PgBoss } from 'pg-boss'
import type { Context } from '../context.ts'
import { AppError, messageOf } from '../errors.ts'
import { inSpan } from '../tracing.ts'
import {
  createProgress,
  finishProgress,
  isCancelRequested,
  requestCancel,
  saveProgress,
} from './job-store.ts'
import type { AnyJob, Jobs } from './jobs.ts'

export interface RunningJobs extends Jobs {
  /** Begin working and scheduling. Processes that only serve the API never call it. */
  work(): Promise<void>
  stop(): Promise<void>
}

/** How long a job of a killed process stays "active" before another takes it over. */
const heartbeatSeconds = 20
const cancelCheckMilliseconds = 1_000

/** Queues in PostgreSQL (pg-boss): at most one job of a name and key waits and one runs. */
export async function openJobs(
  base: Omit<Context, 'jobs'>,
  databaseUrl: string,
  definitions: readonly AnyJob[],
): Promise<RunningJobs> {
  const boss = new PgBoss({ connectionString: databaseUrl, schema: 'pgboss', max: 8, useListenNotify: true })
  boss.on('error', (error: Error) => base.log.warn({ reason: error.message }, 'the job queue met an error'))
  await boss.start()
  for (const definition of definitions) {
    const queue = {
      retryLimit: definition.retries,
      retryDelay: 2,
      retryBackoff: true,
      expireInSeconds: 24 * 3600 - 1,
      heartbeatSeconds,
      notify: true,
    }
    await boss.createQueue(definition.name, { ...queue, policy: 'stately' })
    await boss.updateQueue(definition.name, queue)
  }
  const stopping = new AbortController()

  const jobs: RunningJobs = {
    enqueue: async (definition, input, options = {}) => {
      const id = randomUUID()
      const data = definition.input.parse(input)
      // The row people see comes first: a worker may take the job before this function returns.
      await createProgress(base.postgres, id, definition.name, options.requestedBy ?? base.actor.name)
      const accepted = await boss.send(
        definition.name,
        { input: data },
        {
          id,
          singletonKey: options.key ?? id,
          ...(options.startAfter ? { startAfter: options.startAfter } : {}),
        },
      )
      if (accepted === null)
        await finishProgress(base.postgres, id, 'cancelled', 'the same work was waiting already')
      return accepted
    },
    cancel: async (id) => {
      const name = await requestCancel(base.postgres, id)
      if (name === undefined) throw new AppError('not_found', `There is no unfinished job ${id}`)
      const [job] = await boss.findJobs(name, { id })
      if (job && (job.state === 'created' || job.state === 'retry')) {
        await boss.cancel(name, id)
        await finishProgress(base.postgres, id, 'cancelled', '')
      }
    },
    work: async () => {
      for (const definition of definitions) {
        await boss.work(
          definition.name,
          {
            batchSize: 1,
            localConcurrency: definition.concurrency,
            notifyPollingIntervalSeconds: 2,
            includeMetadata: true,
          },
          async ([job]) => {
            if (!job) return
            await inSpan(`job ${definition.name}`, { job: job.id }, () =>
              runJob({ ...base, jobs }, definition, job, stopping.signal),
            )
          },
        )
        if (definition.schedule) {
          await boss.schedule(
            definition.name,
            definition.schedule,
            { input: {} },
            {
              tz: base.config.timezone,
              singletonKey: 'scheduled',
            },
          )
        }
      }
    },
    stop: async () => {
      stopping.abort(new AppError('unavailable', 'Banyan is stopping'))
      await boss.stop({ graceful: true, timeout: 10_000 })
    },
  }
  return jobs
}

async function runJob(
  ctx: Context,
  definition: AnyJob,
  job: JobWithMetadata<unknown>,
  stopping: AbortSignal,
): Promise<void> {
  const { id, data } = job
  const cancelled = new AbortController()
  const signal = AbortSignal.any([cancelled.signal, stopping])
  await createProgress(ctx.postgres, id, definition.name, 'schedule')
  await saveProgress(ctx.postgres, id, 0, '')
  const watch = setInterval(() => {
    isCancelRequested(ctx.postgres, id)
      .then((requested) => requested && cancelled.abort(new AppError('conflict', 'The job was cancelled')))
      .catch(() => undefined)
  }, cancelCheckMilliseconds)
  try {
    const envelope = typeof data === 'object' && data !== null && 'input' in data ? data.input : data
    const input = definition.input.parse(envelope ?? {}) as never
    await definition.run(ctx, input, {
      id,
      signal,
      progress: (fraction, message = '') => saveProgress(ctx.postgres, id, fraction, message),
    })
    await finishProgress(ctx.postgres, id, 'succeeded', '')
  } catch (error) {
    if (cancelled.signal.aborted) {
      await finishProgress(ctx.postgres, id, 'cancelled', '')
      return
    }
    ctx.log.error({ job: definition.name, id, reason: messageOf(error) }, 'a job failed')
    const last = job.retryCount >= job.retryLimit
    await finishProgress(ctx.postgres, id, last ? 'failed' : 'queued', messageOf(error))
    throw error
  } finally {
    clearInterval(watch)
  }
}
