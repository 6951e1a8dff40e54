import type { ClickHouseClient } from '@clickhouse/client'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import type { GuestAnswer } from './clickhouse.ts'

const answer = z.object({
  meta: z.array(z.object({ name: z.string(), type: z.string() })),
  data: z.array(z.array(z.unknown())),
  statistics: z.object({ rows_read: z.coerce.number(), bytes_read: z.coerce.number() }),
})

export async function readGuestAnswer(
  client: ClickHouseClient,
  query: string,
  queryId?: string,
): Promise<GuestAnswer> {
  const result = await client.query({
    query,
    format: 'JSONCompact',
    ...(queryId === undefined ? {} : { query_id: queryId }),
  })
  const { meta, data, statistics } = answer.parse(await result.json())
  return { columns: meta, rows: data, rowsRead: statistics.rows_read, bytesRead: statistics.bytes_read }
}

/**
 * EXPLAIN AST, sent as it is: a FORMAT behind it would belong to the statement that is explained. The server then writes
 * its own default format, which is CSV in this process and tab-separated text over HTTP; a line never spans two.
 */
export async function readSyntax(client: ClickHouseClient, sql: string): Promise<string[]> {
  const { stream } = await client.exec({ query: `${explainPrefix}${sql}` })
  const lines = (await text(stream)).split('\n').filter((line) => line !== '')
  return lines.map((line) =>
    line.startsWith('"') && line.endsWith('"') ? line.slice(1, -1).replaceAll('""', '"') : line,
  )
}

/** Errors count their places from its beginning. */
export const explainPrefix = 'EXPLAIN AST '
