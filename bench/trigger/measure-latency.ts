import { z } from 'zod'
import type { ClickHouse } from '../../src/platform/clickhouse/clickhouse.ts'
import type { Seen } from './watch-commits.ts'

const latencies = z.object({
  events: z.coerce.number(),
  lost: z.coerce.number(),
  p50: z.coerce.number(),
  p99: z.coerce.number(),
  most: z.coerce.number(),
})
export type Latencies = z.output<typeof latencies>

/**
 * From when the collector received an event until the commit of the touch that it led to was seen: for every event after
 * the warm-up whose customer is not held out. `lost` led to none.
 */
export async function measureLatency(
  clickhouse: ClickHouse,
  seen: readonly Seen[],
  from: Date,
): Promise<Latencies> {
  await clickhouse.command(
    'CREATE TABLE seen (journey UInt32, tick UInt32, at Int64) ENGINE = MergeTree ORDER BY (journey, tick)',
  )
  await clickhouse.insert(
    'seen',
    ['journey', 'tick', 'at'],
    seen.map((row) => JSON.stringify(row)).join('\n'),
  )
  const [row] = await clickhouse.query(
    `SELECT count() AS events, countIf(touched.tick = 0) AS lost,
            quantileExactIf(0.5)(took, touched.tick > 0) AS p50, quantileExactIf(0.99)(took, touched.tick > 0) AS p99,
            maxIf(took, touched.tick > 0) AS most
     FROM (
       SELECT customer, received, toUInt32(toUInt8(substring(name, 7)) + 1) AS journey
       FROM event
       WHERE startsWith(name, 'click_') AND received >= {from:DateTime64(3)}
         AND sipHash64(customer, concat('react_', substring(name, 7)), 'holdout:hold_back') % 10000 >= 1000
     ) AS happened
     ASOF LEFT JOIN (
       SELECT touch.customer AS customer, touch.journey AS journey, touch.tick AS tick, touch.at AS at, seen.at AS known
       FROM touch JOIN seen ON touch.journey = seen.journey AND touch.tick = seen.tick
       WHERE outcome = 'queued'
     ) AS touched
       ON happened.customer = touched.customer AND happened.journey = touched.journey AND happened.received <= touched.at
     ARRAY JOIN [known - toUnixTimestamp64Milli(received)] AS took`,
    { from },
    latencies,
    { pool: 'long' },
  )
  if (!row) throw new Error('nothing was measured')
  return row
}
