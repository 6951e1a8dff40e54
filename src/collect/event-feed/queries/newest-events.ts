import { z } from 'zod'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { withinScopeSql } from '../../../govern/access/index.ts'
import type { Context } from '../../../platform/context.ts'

/** Instants as ISO text in UTC. */
const instant = (column: string): string => `formatDateTime(${column}, '%Y-%m-%dT%H:%i:%S.%fZ')`

const row = z.object({
  received_at: z.string(),
  happened_at: z.string(),
  name: z.string(),
  kind: z.string(),
  who: z.number(),
  source: z.number(),
  channel: z.string(),
  session: z.string(),
  messageId: z.string(),
  properties: z.record(z.string(), z.string()),
})

/**
 * Collected events of the data scope received since an instant, newest first. The minmax index over `received` skips old
 * parts; the wide columns are read only for the rows shown.
 */
export function newestEvents(
  { clickhouse, actor }: Pick<Context, 'clickhouse' | 'actor'>,
  parameters: {
    readonly since: Date
    readonly source: number
    readonly name: string
    readonly limit: number
  },
): Promise<z.output<typeof row>[]> {
  const within = withinScopeSql(actor, canonical('customer'))
  return clickhouse.query(
    `
    SELECT ${instant('received')} AS received_at, ${instant('at')} AS happened_at, name, kind,
      ${canonical('customer')} AS who, source, channel, session, message_id AS messageId, properties
    FROM event
    WHERE received >= {since:DateTime64(3)} AND source != 0
      AND ({source:UInt32} = 0 OR source = {source:UInt32})
      AND ({name:String} = '' OR name = {name:String})
      ${within === null ? '' : `AND ${within}`}
    ORDER BY received DESC
    LIMIT {limit:UInt16}`,
    parameters,
    row,
  )
}
