import type { ClickHouse } from '../../src/platform/clickhouse/clickhouse.ts'
import { products } from './products.ts'

/** The bank's shelf: forty rows. `updated` is the as-of day, as everywhere in the demo. */
export async function fillProducts(clickhouse: ClickHouse, asOf: string): Promise<void> {
  const rows = products.map((product) => JSON.stringify({ ...product, updated: `${asOf} 00:00:00.000` }))
  await clickhouse.insert(
    'product',
    ['product', 'name', 'name_en', 'class', 'risk', 'updated'],
    rows.join('\n'),
    {
      pool: 'long',
    },
  )
}
