import { z } from 'zod'
import { identifier } from '../../../../platform/clickhouse/literal.ts'
import type { ClickHouse, StatementOptions } from '../../../../platform/clickhouse/clickhouse.ts'
import type { CatalogueTag } from '../../../rules/index.ts'
import { fieldKinds, harmlessSql } from '../fields.ts'
import type { ExportRequest } from '../schema.ts'
import type { Chunk } from './read-chunks.ts'

export type ExportedTag = CatalogueTag & { readonly table: string }

const shape = z.object({ rows: z.coerce.number(), lines: z.string() })

/** The members of a chunk as lines of CSV, made in ClickHouse: one text, however many they are. */
export async function readLines(
  clickhouse: ClickHouse,
  chunk: Chunk,
  { fields, unmasked }: Pick<ExportRequest, 'fields' | 'unmasked'>,
  tags: readonly ExportedTag[],
  options: StatementOptions,
): Promise<z.output<typeof shape>> {
  const range = `customer BETWEEN ${chunk.from} AND ${chunk.to} AND customer IN who`
  const cells = [
    ...fields.map((field) => {
      const { sql, masked } = fieldKinds[field]
      return harmlessSql(unmasked ? sql : (masked ?? sql))
    }),
    ...tags.map(({ key, column }) => {
      const value = `ifNull(toString(tags_${key}), '')`
      return column.type === 'string' ? harmlessSql(value) : value
    }),
  ]
  const joins = [...Map.groupBy(tags, ({ table }) => table)].map(
    ([table, own], i) =>
      `LEFT ANY JOIN (SELECT customer, ${own.map(({ key }) => `CAST(${identifier(key)} AS Nullable(String)) AS tags_${key}`).join(', ')} FROM ${identifier(table)} WHERE ${range}) AS group_${i} ON group_${i}.customer = known.customer`,
  )
  const [found] = await clickhouse.query(
    `WITH who AS (${chunk.whoSql})
SELECT count() AS rows, arrayStringConcat(arrayMap(line -> line.2, arraySort(groupArray((customer, line))))) AS lines
FROM (SELECT known.customer AS customer, formatRow('CSV', ${cells.join(', ')}) AS line
  FROM (SELECT * FROM customer FINAL WHERE ${range}) AS known
  ${joins.join('\n  ')})`,
    {},
    shape,
    options,
  )
  return found ?? { rows: 0, lines: '' }
}
