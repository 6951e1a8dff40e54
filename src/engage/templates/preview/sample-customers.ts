import { z } from 'zod'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { withinScopeSql } from '../../../govern/access/index.ts'
import type { Context } from '../../../platform/context.ts'

/** A few customers of a snapshot (or of all) in the data scope of who asks, the same ones every time. */
export async function sampleCustomers(
  ctx: Context,
  snapshot: { readonly segmentId: number; readonly version: number } | null,
  count: number,
): Promise<number[]> {
  const from =
    snapshot === null
      ? `customer WHERE number != ''`
      : 'segment_member WHERE segment = {segment:UInt32} AND version = {version:UInt32}'
  const within = withinScopeSql(ctx.actor, 'person')
  const inner = withinScopeSql(ctx.actor, 'customer')
  const rows = await ctx.clickhouse.query(
    `SELECT DISTINCT ${canonical('customer')} AS person
     FROM (SELECT customer FROM ${from}${inner === null ? '' : ` AND ${inner}`} ORDER BY customer LIMIT 5000)
     ${within === null ? '' : `WHERE ${within}`}
     ORDER BY sipHash64(person) LIMIT {count:UInt32}`,
    { segment: snapshot?.segmentId ?? 0, version: snapshot?.version ?? 0, count },
    z.object({ person: z.number() }),
  )
  return rows.map(({ person }) => person)
}
