import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { fieldsOf, type MatchSpec } from '../match-spec.ts'
import { tables } from '../scratch.ts'

/**
 * The records to search, each field as valid text, and of fields whose rare values say more, how frequent the value is.
 * @param source SELECT of `record` (UInt32, each once) and every field of the spec as String, '' = missing
 */
export async function prepareRecords(
  clickhouse: ClickHouse,
  spec: MatchSpec,
  source: string,
  options: StatementOptions,
): Promise<void> {
  const fields = fieldsOf(spec).map((field) => `toValidUTF8(toString(${field})) AS f_${field}`)
  const frequencies = spec.comparisons
    .filter((comparison) => comparison.termFrequency)
    .map(
      ({ field }) =>
        `toFloat32(count() OVER (PARTITION BY ${field}) / greatest(countIf(${field} != '') OVER (), 1)) AS tf_${field}`,
    )
  await clickhouse.command(
    `CREATE TABLE ${tables.records} ENGINE = MergeTree ORDER BY record AS
SELECT toUInt32(record) AS record, ${[...fields, ...frequencies].join(', ')}
FROM (${source})`,
    {},
    options,
  )
}
