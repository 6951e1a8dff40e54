import { z } from 'zod'
import { withinScopeSql } from '../../../govern/access/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import type { Context } from '../../../platform/context.ts'
import { decodeCursor, encodeCursor } from '../../../platform/http/route-kit.ts'
import { findJourney } from './find-journey.ts'
import type { standingCustomer, standingQuery } from './schema.ts'

const instant = z.string().transform((text) => `${text.replace(' ', 'T')}Z`)
const row = z.object({
  customer: z.number(),
  number: z.string(),
  version: z.number(),
  since: instant,
  wake: instant,
})

/**
 * Who of the data scope stands at a node now, by customer number: those whose newest step came here.
 * @throws AppError not_found
 */
export async function listStanding(
  ctx: Context,
  key: string,
  query: z.output<typeof standingQuery>,
): Promise<{ items: z.infer<typeof standingCustomer>[]; next: string | null }> {
  const journey = await findJourney(ctx, key)
  const after = query.cursor ? decodeCursor(query.cursor, z.number().int()) : 0
  const ofVersion = query.version === undefined ? '' : 'AND version = {version:UInt16}'
  const within = withinScopeSql(ctx.actor, canonical('customer'))
  const mine = `journey = {journey:UInt32} AND tick <= {committed:UInt32} AND customer > {after:UInt32}${within === null ? '' : ` AND ${within}`}`
  const rows = await ctx.clickhouse.query(
    `
    WITH arrived AS (
      SELECT customer, version, max(tick) AS arrived_with, argMax(at, tick) AS since, argMax(wake, tick) AS wake
      FROM journey_step WHERE ${mine} AND node = {node:String} ${ofVersion}
      GROUP BY customer, version
    ),
    page AS (
      SELECT customer, version, since, wake FROM arrived
      LEFT JOIN (
        SELECT customer, version, max(tick) AS gone_with FROM journey_step
        WHERE ${mine} AND origin = {node:String} AND node != {node:String} ${ofVersion}
        GROUP BY customer, version
      ) AS departed USING (customer, version)
      WHERE gone_with <= arrived_with
      ORDER BY customer LIMIT {limit:UInt32} WITH TIES
    )
    SELECT customer, known.number AS number, version, since, wake FROM page
    LEFT JOIN (
      SELECT customer, number FROM customer FINAL WHERE customer IN (SELECT customer FROM page)
    ) AS known USING customer
    ORDER BY customer, version`,
    {
      journey: journey.id,
      committed: journey.committed_tick,
      after,
      node: query.node,
      version: query.version ?? 0,
      limit: query.limit,
    },
    row,
  )
  const last = rows.at(-1)
  return { items: rows, next: rows.length >= query.limit && last ? encodeCursor(last.customer) : null }
}
