import { z } from 'zod'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import type { ClickHouse } from '../../../platform/clickhouse/clickhouse.ts'

const row = z.object({
  segmentId: z.number(),
  version: z.number(),
  customers: z.coerce.number(),
  added: z.coerce.number(),
  removed: z.coerce.number(),
})

/**
 * How many members of each snapshot are among some customers, and how they differ from those of the version before.
 * Where that has no members any more, they come from nobody.
 * @param among SELECT of customer numbers after merges
 */
export function countSnapshots(
  clickhouse: ClickHouse,
  snapshots: readonly { readonly segmentId: number; readonly version: number }[],
  among: string,
): Promise<z.output<typeof row>[]> {
  const asked = snapshots.map(({ segmentId, version }) => `(${segmentId}, ${version})`).join(', ')
  return clickhouse.query(
    `WITH
  asked AS (SELECT toUInt32(pair.1) AS segment, toUInt32(pair.2) AS version, toUInt32(version - 1) AS previous
    FROM (SELECT arrayJoin([${asked}]) AS pair)),
  sets AS MATERIALIZED (SELECT segment, version, groupBitmapState(${canonical('customer')}) AS members
    FROM segment_member
    WHERE (segment, version) IN (SELECT segment, version FROM asked UNION ALL SELECT segment, previous FROM asked)
      AND ${canonical('customer')} IN (${among})
    GROUP BY segment, version)
SELECT asked.segment AS segmentId, asked.version AS version, bitmapCardinality(after.members) AS customers,
  bitmapAndnotCardinality(after.members, before.members) AS added,
  bitmapAndnotCardinality(before.members, after.members) AS removed
FROM asked
LEFT JOIN sets AS after ON after.segment = asked.segment AND after.version = asked.version
LEFT JOIN sets AS before ON before.segment = asked.segment AND before.version = asked.previous`,
    {},
    row,
  )
}
