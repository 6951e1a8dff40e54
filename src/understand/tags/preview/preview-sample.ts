import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { identifier } from '../../../platform/clickhouse/literal.ts'
import { isPresent, type TagColumn } from '../kinds/index.ts'

const row = z.object({ number: z.string(), name: z.string(), value: z.string().nullable() })

/**
 * Some customers of some rows of a table of values, those with a value first, picked by hash so that the same ones are
 * shown again. Masked in the statement: plain numbers and names never leave the store.
 */
export function previewSample(
  clickhouse: ClickHouse,
  rowsSql: string,
  tag: string,
  column: TagColumn,
  limit: number,
  options: StatementOptions,
): Promise<z.output<typeof row>[]> {
  const value = identifier(tag)
  const present = isPresent(column, value)
  return clickhouse.query(
    `SELECT concat(left(number, 2), repeat('*', greatest(0, lengthUTF8(number) - 4)), if(lengthUTF8(number) > 4, right(number, 2), '')) AS number,
  concat(leftUTF8(name, 1), repeat('*', greatest(0, lengthUTF8(name) - 1))) AS name, picked.value AS value
FROM (SELECT customer, if(${present}, toString(${value}), NULL) AS value FROM ${rowsSql}
  ORDER BY ${present} DESC, sipHash64(customer) LIMIT {limit:UInt16}) AS picked
LEFT ANY JOIN (SELECT customer, number, name FROM customer FINAL) AS customers USING customer
ORDER BY isNull(value), sipHash64(customer)`,
    { limit },
    row,
    options,
  )
}
