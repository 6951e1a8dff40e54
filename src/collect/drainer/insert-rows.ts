import type { ClickHouse } from '../../platform/clickhouse/clickhouse.ts'
import { messageOf } from '../../platform/errors.ts'
import type { RefusedRow } from './drain-store.ts'

/**
 * ClickHouse error numbers that blame the rows, not the server: parse errors, types, ranges, constraints. Everything
 * else (connection, memory, too many parts, a missing table) is retried until it passes.
 */
const dataErrors = new Set([
  6, 25, 26, 27, 38, 41, 53, 69, 70, 72, 117, 130, 131, 190, 321, 349, 376, 441, 469, 675, 691,
])

/** Inserts and sort keys may spread over any number of months: old events arrive late, and one block must not fail. */
const settings = { date_time_input_format: 'basic', max_partitions_per_insert_block: 0 } as const

/**
 * Insert JSONCompactEachRow lines. When ClickHouse refuses the rows, halves are tried until the refused ones stand
 * alone; all others are stored. Repeating the call with the same token and lines changes nothing.
 */
export async function insertRows(
  clickhouse: ClickHouse,
  table: string,
  columns: readonly string[],
  lines: string,
  token: string,
): Promise<RefusedRow[]> {
  try {
    await clickhouse.insert(table, columns, lines, {
      format: 'JSONCompactEachRow',
      deduplicationToken: token,
      settings,
    })
    return []
  } catch (error) {
    if (!blamesRows(error)) throw error
    const rows = lines.split('\n').filter((line) => line !== '')
    if (rows.length === 1) return [{ index: 0, detail: firstSentence(messageOf(error)) }]
    const middle = Math.ceil(rows.length / 2)
    const half = (part: readonly string[], name: string): Promise<RefusedRow[]> =>
      insertRows(clickhouse, table, columns, part.map((row) => `${row}\n`).join(''), `${token}:${name}`)
    const first = await half(rows.slice(0, middle), 'a')
    const second = await half(rows.slice(middle), 'b')
    return [...first, ...second.map((row) => ({ ...row, index: row.index + middle }))]
  }
}

function blamesRows(error: unknown): boolean {
  return error instanceof Error && 'code' in error && dataErrors.has(Number(error.code))
}

/** ClickHouse quotes the row after the first sentence; the dead letter has it already. */
function firstSentence(message: string): string {
  return (message.split(/[:\n]/)[0] ?? '').slice(0, 200)
}
