import { PgBoss } from 'pg-boss'
import { ends, type RivalBank } from './rival-bank.ts'

const batchSize = 500

/**
 * One job a customer and step, taken 500 at once by four workers that go on without a pause while batches are full.
 * Each job does its node's work in one statement of its own; the next jobs of a batch are queued in one.
 * @returns seconds until everybody came to an end
 */
export async function runPgBoss(bank: RivalBank, customers: number): Promise<number> {
  const boss = new PgBoss({ connectionString: bank.url, max: 16, supervise: false, schedule: false })
  boss.on('error', (error) => console.error(error.message))
  await boss.start()
  await boss.createQueue('step', { retryLimit: 0 })
  let left = customers
  const all = Promise.withResolvers<void>()
  const started = performance.now()
  const queue = async (rows: readonly { customer: number; node: string }[]): Promise<void> => {
    if (rows.length > 0)
      await boss.insert(
        'step',
        rows.map((data) => ({ data })),
      )
  }
  const { rows: everybody } = await bank.pool.query<{ customer: number; node: string }>(
    `SELECT customer, '' AS node FROM customer`,
  )
  for (let from = 0; from < everybody.length; from += 5_000) await queue(everybody.slice(from, from + 5_000))
  await boss.work<{ customer: number; node: string }>(
    'step',
    {
      batchSize,
      localConcurrency: 4,
      pollingIntervalSeconds: 0.5,
      burstWhenBatchFull: true,
      priority: false,
      orderByCreatedOn: false,
    },
    async (jobs) => {
      const steps = await Promise.all(
        jobs.map(({ data }) =>
          bank.pool.query<{ customer: number; node: string }>(
            'SELECT mover AS customer, target AS node FROM advance($1, ARRAY[$2::integer])',
            [data.node, data.customer],
          ),
        ),
      )
      const going = steps.flatMap(({ rows }) => rows).filter((row) => !ends.has(row.node))
      await queue(going)
      left -= jobs.length - going.length
      if (left === 0) all.resolve()
    },
  )
  await all.promise
  const seconds = (performance.now() - started) / 1000
  await boss.stop({ graceful: false })
  return seconds
}
