import { sql } from 'kysely'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { Context } from '../../../platform/context.ts'
import { findJourney } from '../counts/find-journey.ts'
import type { JourneyGraph } from '../schema.ts'
import type { plantedResponse } from './schema.ts'
import type { z } from 'zod'

const million = 1_000_000
const day = 86_400_000

/**
 * Let everybody who was assigned since the last call draw what they will do, and when: events of a scratch, at instants
 * to come. Whether is drawn from the same hash for both sides, with the treated ones' threshold higher by the uplift.
 */
export function responsePlanter(
  scratch: Context,
  key: string,
  graph: JourneyGraph,
  { responses, seed }: { responses: readonly z.output<typeof plantedResponse>[]; seed: number },
): () => Promise<void> {
  const holdouts = Object.entries(graph.nodes).flatMap(([id, { type }]) => (type === 'holdout' ? [id] : []))
  const origins = literal(holdouts.length > 0 ? holdouts : [''], 'Array(String)')
  let seen = 0
  return async () => {
    const journey = await findJourney(scratch, key)
    if (journey.committed_tick === seen) return
    if (!(await somebodyLeft(scratch, journey, seen, holdouts))) return
    for (const response of responses) {
      const salt = `${literal(response.event, 'String')}, toUInt64(${seed})`
      const happens = `sipHash64(customer, 'whether', ${salt}) % ${million} <
        if(held, ${Math.round(response.baseRate * million)}, ${Math.round((response.baseRate + response.uplift) * million)})`
      await scratch.clickhouse.command(
        `
        INSERT INTO event (at, received, name, kind, customer, source, channel, message_id, properties)
        SELECT addMilliseconds(assigned, sipHash64(customer, 'when', ${salt}) % ${Math.round(response.withinDays * day)}) AS happened,
               happened, ${literal(response.event, 'String')}, 'track', customer, 0, 'app',
               concat('simulated ', toString(customer)),
               ${literal(response.properties, 'Map(String, String)')}
        FROM (
          SELECT customer, min(at) AS assigned, argMin(node, tick) = '$holdout' AS held FROM journey_step
          WHERE journey = {journey:UInt32} AND tick > {seen:UInt32} AND tick <= {committed:UInt32}
            AND origin IN ${origins}
          GROUP BY customer
        )
        WHERE ${happens}`,
        { journey: journey.id, seen, committed: journey.committed_tick },
        { pool: 'long' },
      )
    }
    seen = journey.committed_tick
  }
}

/** Whether anybody left one of these nodes in a tick after `seen`. */
async function somebodyLeft(
  { postgres }: Pick<Context, 'postgres'>,
  journey: { readonly id: number; readonly committed_tick: number },
  seen: number,
  nodes: readonly string[],
): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM journey_tick, jsonb_to_recordset(moves) AS move("from" text)
    WHERE journey_id = ${journey.id} AND tick > ${seen} AND tick <= ${journey.committed_tick}
      AND move."from" = ANY(${[...nodes]}::text[])
    LIMIT 1`.execute(postgres)
  return rows.length > 0
}
