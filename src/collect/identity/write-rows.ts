import { createHash } from 'node:crypto'
import type { ClickHouse } from '../../platform/clickhouse/clickhouse.ts'

/** Tables that identity writes, with the columns in which it writes their rows. */
const columns = {
  identifier: ['namespace', 'value', 'customer', 'first_seen'],
  identity_link: [
    'namespace',
    'value',
    'number',
    'to_namespace',
    'to_value',
    'to_number',
    'outcome',
    'refusal',
    'customer',
    'into',
    'rule',
    'evidence',
    'at',
    'place',
    'updated',
  ],
  customer_merge: ['customer', 'into', 'at', 'reason', 'evidence'],
  shared_identifier: ['namespace', 'value', 'customer', 'customers', 'state', 'actor', 'note', 'at'],
} as const
export type IdentityTable = keyof typeof columns
export type Row = readonly (string | number)[]

/** Insert rows once: the same rows again change nothing. */
export async function writeRows(
  clickhouse: ClickHouse,
  table: IdentityTable,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return
  const body = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
  await clickhouse.insert(table, columns[table], body, {
    format: 'JSONCompactEachRow',
    settings: { date_time_input_format: 'basic' },
    deduplicationToken: createHash('sha256').update(body).digest('hex'),
  })
}

/** Milliseconds as what ClickHouse's basic parser reads as DateTime64(3). */
export function instant(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}
