import { z } from 'zod'
import type { ClickHouse } from '../../../../platform/clickhouse/clickhouse.ts'
import { literal } from '../../../../platform/clickhouse/literal.ts'

/** One tick of one journey. */
export interface TickOf {
  readonly journey: number
  readonly tick: number
}

const instant = z.string().transform((text) => new Date(`${text.replace(' ', 'T')}Z`))
const arrival = z.object({
  journey: z.number(),
  tick: z.number(),
  version: z.number(),
  origin: z.string(),
  node: z.string(),
  customers: z.coerce.number(),
  wake: instant,
})
export type TickArrival = z.output<typeof arrival>

/** The rows of some ticks of one instant, which prunes the parts that cannot hold them. */
function ticksSql(ticks: readonly TickOf[], at: Date): string {
  const journeys = literal([...new Set(ticks.map(({ journey }) => journey))], 'Array(UInt32)')
  const pairs = literal(
    ticks.map(({ journey, tick }) => [journey, tick]),
    'Array(Tuple(UInt32, UInt32))',
  )
  return `at = ${literal(at, 'DateTime64(3)')} AND journey IN ${journeys} AND (journey, tick) IN ${pairs}`
}

/** Where the customers of some ticks went. */
export function countArrivals(
  clickhouse: ClickHouse,
  ticks: readonly TickOf[],
  at: Date,
): Promise<TickArrival[]> {
  return clickhouse.query(
    `SELECT journey, tick, version, origin, node, count() AS customers, min(wake) AS wake
     FROM journey_step
     WHERE ${ticksSql(ticks, at)}
     GROUP BY journey, tick, version, origin, node
     ORDER BY journey, tick, version, origin, node`,
    {},
    arrival,
    { pool: 'long' },
  )
}

const touches = z.object({
  journey: z.number(),
  tick: z.number(),
  channel: z.string(),
  outcome: z.enum(['queued', 'held', 'suppressed']),
  reason: z.string(),
  version: z.number().describe('0 unless held'),
  node: z.string().describe("'' unless held"),
  until: instant.describe('The earliest of those held'),
  touches: z.coerce.number(),
})
export type TickTouches = z.output<typeof touches>

/** What the gate said in some ticks. */
export function countTouches(
  clickhouse: ClickHouse,
  ticks: readonly TickOf[],
  at: Date,
): Promise<TickTouches[]> {
  return clickhouse.query(
    `SELECT journey, tick, channel, outcome, reason, if(outcome = 'held', touch.version, 0) AS version,
            if(outcome = 'held', touch.node, '') AS node, min(touch.until) AS until, count() AS touches
     FROM touch
     WHERE ${ticksSql(ticks, at)}
     GROUP BY journey, tick, channel, outcome, reason, version, node
     ORDER BY journey, tick, channel, outcome, reason`,
    {},
    touches,
    { pool: 'long' },
  )
}
