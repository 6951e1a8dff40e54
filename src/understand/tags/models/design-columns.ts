import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { identifier } from '../../../platform/clickhouse/literal.ts'
import type { DesignColumn } from './logistic-model.ts'

const mostTexts = 60
const leastRowsOfText = 20
/**
 * Numbers are cut where this many equal parts of the customers meet. Measured on the UCI bank-marketing set over six
 * random splits (none of them the one by hash): mean AUC 0.7915 without parts, 0.7973 with ten, 0.7998 with twenty.
 */
const parts = 20

export interface Feature {
  readonly tag: string
  readonly textual: boolean
}

/**
 * Columns as the customers to learn from suggest them. Numbers: mean and deviation, a span for every twentieth of the
 * customers, and whether any are missing. Texts: the commonest, one column each.
 * @param rows what follows FROM: a table and a condition
 */
export async function designColumns(
  clickhouse: ClickHouse,
  rows: string,
  features: readonly Feature[],
  options: StatementOptions,
): Promise<DesignColumn[]> {
  const columns: DesignColumn[] = []
  for (const { tag, textual } of features)
    columns.push(
      ...(textual
        ? await textColumns(clickhouse, rows, tag, options)
        : await numberColumns(clickhouse, rows, tag, options)),
    )
  return columns
}

async function textColumns(
  clickhouse: ClickHouse,
  rows: string,
  tag: string,
  options: StatementOptions,
): Promise<DesignColumn[]> {
  const value = identifier(tag)
  const texts = await clickhouse.query(
    `SELECT ${value} AS text FROM ${rows}
GROUP BY ${value} HAVING count() >= ${leastRowsOfText} ORDER BY count() DESC, text LIMIT ${mostTexts}`,
    {},
    z.object({ text: z.string() }),
    options,
  )
  return texts.map(({ text }) => ({ kind: 'is', tag, text }))
}

async function numberColumns(
  clickhouse: ClickHouse,
  rows: string,
  tag: string,
  options: StatementOptions,
): Promise<DesignColumn[]> {
  const value = identifier(tag)
  const shares = Array.from({ length: parts - 1 }, (_, i) => (i + 1) / parts)
  const [seen] = await clickhouse.query(
    `SELECT avgOrNull(${value}) AS mean, stddevPopOrNull(${value}) AS deviation, max(${value}) AS most,
  arrayFilter(point -> isNotNull(point), quantilesExact(${shares.join(', ')})(${value})) AS points,
  countIf(isNull(${value})) AS missing
FROM ${rows}`,
    {},
    z.object({
      mean: z.number().nullable(),
      deviation: z.number().nullable(),
      most: z.number().nullable(),
      points: z.array(z.number()),
      missing: z.coerce.number(),
    }),
    options,
  )
  if (!seen) return []
  const columns: DesignColumn[] = []
  if (seen.deviation && seen.mean !== null) {
    columns.push({ kind: 'value', tag, mean: seen.mean, deviation: seen.deviation })
    const cuts = [...new Set(seen.points)].filter((point) => point !== seen.most)
    if (cuts.length > 0)
      columns.push(
        ...[...cuts, null].map((to, i): DesignColumn => ({
          kind: 'within',
          tag,
          from: cuts[i - 1] ?? null,
          to,
        })),
      )
  }
  if (seen.missing > 0) columns.push({ kind: 'missing', tag })
  return columns
}
