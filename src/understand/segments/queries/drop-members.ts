import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'

/**
 * Delete the members of a segment's versions up to one, except some. Looking first is a read of the primary key; the
 * delete rewrites parts, so it runs only when there is something.
 */
export async function dropMembersExcept(
  clickhouse: ClickHouse,
  what: { readonly segment: number; readonly upTo: number; readonly except: readonly number[] },
  options: StatementOptions,
): Promise<void> {
  const condition =
    'segment = {segment:UInt32} AND version <= {upTo:UInt32} AND NOT has({except:Array(UInt32)}, version)'
  const [found] = await clickhouse.query(
    `SELECT count() AS rows FROM segment_member WHERE ${condition}`,
    what,
    z.object({ rows: z.coerce.number() }),
    options,
  )
  if (!found || found.rows === 0) return
  await clickhouse.command(`DELETE FROM segment_member WHERE ${condition}`, what, options)
}
