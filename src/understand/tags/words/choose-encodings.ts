import { z } from 'zod'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { identifier } from '../../../platform/clickhouse/literal.ts'
import { centsNumber, roundCents, type WordEncoding } from '../../rules/index.ts'
import type { TagColumn } from '../kinds/index.ts'
import { keySql, scalesOf } from './key-sql.ts'

/** A text of more values than this is scanned: each would cost a column. */
const mostValues = 64
/** A trillion: ten billion in cents. */
const mostDigits = 40
/** Whole numbers are exact as doubles up to here. */
const exact = 2 ** 52

interface Column extends TagColumn {
  readonly key: string
}

/**
 * Which columns of a group's table get words, and how, from the values they hold: texts of few values, flags, and
 * numbers and days that are whole when multiplied by 1 or 100 and not too far apart.
 */
export async function chooseEncodings(
  clickhouse: ClickHouse,
  table: string,
  columns: readonly Column[],
  options: StatementOptions,
): Promise<Map<string, WordEncoding>> {
  if (columns.length === 0) return new Map()
  const [row] = await clickhouse.query(
    `SELECT [${columns.map(valuesSql).join(', ')}] AS values, [${columns.map(boundsSql).join(',\n')}] AS bounds
FROM ${identifier(table)}`,
    {},
    z.object({
      values: z.array(z.array(z.string())),
      bounds: z.array(z.array(z.coerce.number().nullable())),
    }),
    options,
  )
  const encodings = columns.flatMap((column, i): [string, WordEncoding][] => {
    const encoding = encodingOf(column, row?.values[i] ?? [], row?.bounds[i] ?? [])
    return encoding ? [[column.key, encoding]] : []
  })
  return new Map(encodings)
}

function valuesSql({ key, type, missing }: Column): string {
  if (type !== 'string' || missing !== 'empty') return 'CAST([] AS Array(String))'
  const name = identifier(key)
  return `CAST(groupUniqArrayIf(${mostValues + 1})(${name}, ${name} != '') AS Array(String))`
}

/** [least, greatest] of the keys at each possible scale; null where some value has none. */
function boundsSql(column: Column): string {
  const bounds = scalesOf(column).flatMap((scale) => {
    const { key, fits } = keySql(column, scale)
    const all = fits === '1' ? '1' : `min(ifNull(${fits}, true))`
    return [`if(${all}, toFloat64(min(${key})), NULL)`, `if(${all}, toFloat64(max(${key})), NULL)`]
  })
  return `CAST([${bounds.join(', ')}] AS Array(Nullable(Float64)))`
}

function encodingOf(
  column: Column,
  values: readonly string[],
  bounds: readonly (number | null)[],
): WordEncoding | undefined {
  const partial = column.missing !== 'never'
  if (column.type === 'string')
    return column.missing === 'empty' && values.length <= mostValues
      ? { kind: 'values', values: values.toSorted(), known: true }
      : undefined
  if (column.type === 'boolean') return { kind: 'flag', partial }
  for (const [i, scale] of scalesOf(column).entries()) {
    const least = bounds[2 * i] ?? null
    const greatest = bounds[2 * i + 1] ?? null
    if (least === null || greatest === null) continue
    if (Math.abs(least) > exact || Math.abs(greatest) > exact) return undefined
    const from = scale === 100 ? Math.floor(least / roundCents) * roundCents : least
    const most = scale === 100 ? centsNumber(greatest - from) : greatest - from
    const digits = Math.max(1, Math.ceil(Math.log2(most + 1)))
    return digits <= mostDigits ? { kind: 'digits', digits, least: from, scale, partial } : undefined
  }
  return undefined
}
