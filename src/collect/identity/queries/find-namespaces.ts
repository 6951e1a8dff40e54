import { z } from 'zod'
import type { ClickHouse } from '../../../platform/clickhouse/clickhouse.ts'

const row = z.object({ customer: z.number(), namespace: z.string(), values: z.coerce.number() })

/** How many identifiers of each kind each of these numbers has. Reads the projection `by_customer`. */
export async function findNamespaces(
  clickhouse: ClickHouse,
  customers: readonly number[],
): Promise<z.output<typeof row>[]> {
  if (customers.length === 0) return []
  return clickhouse.query(
    `SELECT customer, namespace, uniqExact(value) AS values
     FROM identifier
     WHERE customer IN [${customers.join(',')}]
     GROUP BY customer, namespace`,
    {},
    row,
  )
}
