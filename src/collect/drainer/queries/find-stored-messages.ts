import { z } from 'zod'
import type { ClickHouse } from '../../../platform/clickhouse/clickhouse.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { inlineStrings } from '../../identity/index.ts'

const row = z.object({ message: z.string() })

/**
 * Which of these message ids of a source are stored already. Only days from `since` (YYYY-MM-DD) on are looked at.
 */
export async function findStoredMessages(
  clickhouse: ClickHouse,
  source: number,
  messages: readonly string[],
  since: string,
): Promise<string[]> {
  if (messages.length === 0) return []
  const id = (message: string): string =>
    `reinterpretAsUInt128(sipHash128(toUInt32(${literal(source, 'UInt32')}), ${message}))`
  const list = inlineStrings(messages)
  const rows = await clickhouse.query(
    `SELECT message
     FROM (SELECT arrayJoin(${list}) AS message, ${id('message')} AS id)
     WHERE id IN (
       SELECT id FROM event_message
       WHERE day >= ${literal(since, 'Date')} AND id IN (SELECT ${id(`arrayJoin(${list})`)}))`,
    {},
    row,
    { settings: { log_queries: 0 } },
  )
  return rows.map((found) => found.message)
}
