import { z } from 'zod'
import { canonical } from '../../../../platform/clickhouse/canonical.ts'
import type { ClickHouse } from '../../../../platform/clickhouse/clickhouse.ts'

/**
 * How many of some customers are on each list now.
 * @param among SELECT of customer numbers after merges
 */
export function countListMembers(
  clickhouse: ClickHouse,
  lists: readonly { readonly id: number; readonly version: number }[],
  among: string,
): Promise<{ list: number; customers: number }[]> {
  const which = lists.map(({ id, version }) => `(${id}, ${version})`).join(', ')
  return clickhouse.query(
    `SELECT list, uniqExact(${canonical('customer')}) AS customers FROM customer_list_member
WHERE (list, version) IN (${which}) AND ${canonical('customer')} IN (${among}) GROUP BY list`,
    {},
    z.object({ list: z.number(), customers: z.coerce.number() }),
  )
}
