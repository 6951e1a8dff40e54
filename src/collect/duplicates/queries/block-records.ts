import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import type { BlockingPart, MatchSpec } from '../match-spec.ts'
import { tables } from '../scratch.ts'

const parts: Readonly<Record<BlockingPart, (value: string) => string>> = {
  value: (value) => value,
  // Soundex knows Latin letters only; other scripts block by what is written.
  sound: (value) => `if(soundex(${value}) = '', ${value}, soundex(${value}))`,
  initial: (value) => `substringUTF8(${value}, 1, 1)`,
  start: (value) => `substringUTF8(${value}, 1, 4)`,
  end: (value) => `substringUTF8(${value}, -4)`,
  year: (value) => `substring(${value}, 1, 4)`,
}

/**
 * Records that share the fields of a blocking rule. Blocks too large to tell anyone apart keep one record too many,
 * which marks them as skipped.
 */
export async function blockRecords(
  clickhouse: ClickHouse,
  spec: MatchSpec,
  options: StatementOptions,
): Promise<{ skipped: number }> {
  await clickhouse.command(
    `CREATE TABLE ${tables.blocks} (rule UInt8, records Array(UInt32)) ENGINE = MergeTree ORDER BY rule`,
    {},
    options,
  )
  const sets = new Set(spec.comparisons.filter(({ kind }) => kind === 'set').map(({ field }) => field))
  for (const [rule, blocking] of spec.blocking.entries()) {
    const fields = Object.keys(blocking)
    const keys = Object.entries(blocking).map(([field, part]) =>
      sets.has(field) ? `arrayJoin(splitByChar(' ', f_${field}))` : parts[part](`f_${field}`),
    )
    await clickhouse.command(
      `INSERT INTO ${tables.blocks}
SELECT ${rule}, arraySort(groupUniqArray(${spec.largestBlock + 1})(record)) AS records
FROM (
  SELECT record, sipHash128(${keys.join(', ')}) AS key
  FROM ${tables.records}
  WHERE ${fields.map((field) => `f_${field} != ''`).join(' AND ')}
)
GROUP BY key
HAVING length(records) > 1`,
      {},
      options,
    )
  }
  const [row] = await clickhouse.query(
    `SELECT countIf(length(records) > ${spec.largestBlock}) AS skipped FROM ${tables.blocks}`,
    {},
    z.object({ skipped: z.coerce.number() }),
    options,
  )
  return { skipped: row?.skipped ?? 0 }
}
