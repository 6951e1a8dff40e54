import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { identifier, literal } from '../../../platform/clickhouse/literal.ts'
import { type WordEncoding, wordColumn } from '../../rules/index.ts'
import { isPresent, type TagColumn } from '../kinds/index.ts'
import { chooseEncodings } from './choose-encodings.ts'
import { keySql } from './key-sql.ts'

interface Column extends TagColumn {
  readonly key: string
}

/** Where the customer stands in its word, and the bit of that place. */
const place = 'toUInt8(customer % 64)'
const bit = `bitShiftLeft(toUInt64(1), ${place})`
/** Everybody has a bit of their own, so that adding is the same as OR; measured, it is the quicker of the two. */
const those = (condition: string): string => `sumIf(${bit}, ${condition})`

/**
 * Build the words of a group's table under the name `words`: one row per 64 customers. One scan in the table's order,
 * so that the memory does not grow with the bank.
 * @returns the encodings of the tags that have words, by key
 */
export async function buildWords(
  clickhouse: ClickHouse,
  table: string,
  words: string,
  columns: readonly Column[],
  options: StatementOptions,
): Promise<Map<string, WordEncoding>> {
  const encodings = await chooseEncodings(clickhouse, table, columns, options)
  const sliced = columns.flatMap((column) => {
    const encoding = encodings.get(column.key)
    return encoding ? slicesOf(column, encoding) : []
  })
  const slices = [{ name: wordColumn.present, sql: `sum(${bit})` }, ...sliced]
  const names = slices.map(({ name }) => identifier(name))
  await clickhouse.command(`DROP TABLE IF EXISTS ${identifier(words)} SYNC`, {}, options)
  await clickhouse.command(
    `CREATE TABLE ${identifier(words)} (${wordColumn.word} UInt32, ${names.map((name) => `${name} UInt64`).join(', ')}) ENGINE = MergeTree ORDER BY ${wordColumn.word}`,
    {},
    options,
  )
  await clickhouse.command(
    `INSERT INTO ${identifier(words)} (${wordColumn.word}, ${names.join(', ')})
SELECT intDiv(customer, 64) AS word, ${slices.map(({ sql }) => sql).join(',\n  ')}
FROM ${identifier(table)} GROUP BY word`,
    {},
    { ...options, settings: { ...options.settings, optimize_aggregation_in_order: 1 } },
  )
  return encodings
}

function slicesOf(column: Column, encoding: WordEncoding): { name: string; sql: string }[] {
  const { key } = column
  const value = identifier(key)
  const known =
    encoding.kind !== 'values' && encoding.partial
      ? [{ name: wordColumn.known(key), sql: those(isPresent(column, value)) }]
      : []
  switch (encoding.kind) {
    case 'values':
      return encoding.values.map((text, i) => ({
        name: wordColumn.value(key, i),
        sql: those(`${value} = ${literal(text, 'String')}`),
      }))
    case 'flag':
      return [...known, { name: wordColumn.true(key), sql: those(`ifNull(${value}, false)`) }]
    case 'digits': {
      const above = `toUInt64(ifNull(${keySql(column, encoding.scale).key}, ${encoding.least}) - ${encoding.least})`
      const digits = Array.from({ length: encoding.digits }, (_, digit) => ({
        name: wordColumn.digit(key, digit),
        sql: `sum(bitShiftLeft(bitAnd(bitShiftRight(${above}, ${digit}), toUInt64(1)), ${place}))`,
      }))
      return [...known, ...digits]
    }
  }
}
