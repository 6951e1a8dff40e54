import { type Logger, run, type WorkerUtils, makeWorkerUtils, Logger as WorkerLogger } from 'graphile-worker'
import { ends, type RivalBank } from './rival-bank.ts'

/**
 * One job a customer and step, as the project's performance page sets it up: 24 at once, a local queue of 500 jobs,
 * completions in batches. A job does its node's work and queues the next in one statement.
 * @returns seconds until everybody came to an end
 */
export async function runGraphileWorker(bank: RivalBank, customers: number): Promise<number> {
  const logger: Logger = new WorkerLogger(() => () => undefined)
  const utils: WorkerUtils = await makeWorkerUtils({ connectionString: bank.url, logger })
  await utils.migrate()
  await utils.release()
  let left = customers
  const all = Promise.withResolvers<void>()
  const started = performance.now()
  await bank.pool.query(
    `SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
       SELECT ('step', json_build_object('customer', customer, 'node', ''), NULL, NULL, NULL, NULL, NULL, NULL)::graphile_worker.job_spec
       FROM customer))`,
  )
  const runner = await run({
    preset: {
      worker: {
        connectionString: bank.url,
        concurrentJobs: 24,
        maxPoolSize: 25,
        pollInterval: 100,
        localQueue: { size: 500 },
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
    logger,
    taskList: {
      step: async (payload, helpers) => {
        const { customer, node } = payload as { customer: number; node: string }
        const { rows } = await helpers.query<{ node: string }>(
          `SELECT target AS node, CASE WHEN target = ANY($3) THEN NULL ELSE
             (graphile_worker.add_job('step', json_build_object('customer', mover, 'node', target))).id END
           FROM advance($1, ARRAY[$2::integer])`,
          [node, customer, [...ends]],
        )
        if (!ends.has(rows[0]?.node ?? '')) return
        left -= 1
        if (left === 0) all.resolve()
      },
    },
  })
  await Promise.race([all.promise, runner.promise])
  const seconds = (performance.now() - started) / 1000
  await runner.stop()
  return seconds
}
