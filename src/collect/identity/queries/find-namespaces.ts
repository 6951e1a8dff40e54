import { z } from 'zod'
import type { ClickHouse } from '../../../platform/clickhouse/clickhouse.ts'

const row = z.object({ customer: z.number(), namespaces: z.array(z.string()) })

/** What kinds of identifiers each of these numbers has. Reads the projection `by_customer`. */
export async function findNamespaces(
  clickhouse: ClickHouse,
  customers: readonly number[],
): Promise<z.infer<typeof row>[]> {
  if (customers.length === 0) return []
  return clickhouse.query(
    `SELECT customer, groupUniqArray(namespace) AS namespaces
     FROM identifier
     WHERE customer IN [${customers.join(',')}]
     GROUP BY customer`,
    {},
    row,
  )
}
