import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { identifier, literal } from '../../../platform/clickhouse/literal.ts'
import { centsDigits, centsNumberSql, type WordEncoding, wordColumn } from '../../rules/index.ts'
import { isPresent, type TagColumn } from '../kinds/index.ts'
import { chooseEncodings } from './choose-encodings.ts'
import { keySql } from './key-sql.ts'

interface Column extends TagColumn {
  readonly key: string
}

/** Where the customer stands in its word, and the bit of that place. */
const place = 'toUInt8(customer % 64)'
const bit = `bitShiftLeft(toUInt64(1), ${place})`
const those = (condition: string): string => `groupBitOrIf(${bit}, ${condition})`

/** In the table's order, so that memory does not grow with the bank; into few parts, since each is opened for every digit. */
const buildSettings = {
  optimize_aggregation_in_order: 1,
  max_insert_threads: 1,
  min_insert_block_size_rows: 1_048_576,
  min_insert_block_size_bytes: 1024 ** 3,
}
/** Digits hardly shrink, and reading them back from LZ4 took half as long again (57 columns: 65 ms against 40). */
const plain = ' CODEC(NONE)'

interface Slice {
  readonly name: string
  readonly sql: string
  readonly codec: string
}

/**
 * Build the words of a group's table under the name `words`: one row per 64 customers. One scan computes all of them.
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
  const slices = [{ name: wordColumn.present, sql: `groupBitOr(${bit})`, codec: '' }, ...sliced]
  const names = slices.map(({ name }) => identifier(name))
  const types = slices.map(({ codec }, i) => `${names[i]} UInt64${codec}`)
  await clickhouse.command(`DROP TABLE IF EXISTS ${identifier(words)} SYNC`, {}, options)
  await clickhouse.command(
    `CREATE TABLE ${identifier(words)} (${wordColumn.word} UInt32, ${types.join(', ')}) ENGINE = MergeTree ORDER BY ${wordColumn.word}`,
    {},
    options,
  )
  await clickhouse.command(
    `INSERT INTO ${identifier(words)} (${wordColumn.word}, ${names.join(', ')})
SELECT intDiv(customer, 64) AS word, ${slices.map(({ sql }) => sql).join(',\n  ')}
FROM ${identifier(table)} GROUP BY word`,
    {},
    { ...options, settings: { ...options.settings, ...buildSettings } },
  )
  return encodings
}

function slicesOf(column: Column, encoding: WordEncoding): Slice[] {
  const { key } = column
  const value = identifier(key)
  const known = (encoding.kind === 'values' ? encoding.known : encoding.partial)
    ? [{ name: wordColumn.known(key), sql: those(isPresent(column, value)), codec: '' }]
    : []
  switch (encoding.kind) {
    case 'values':
      return [
        ...known,
        ...encoding.values.map((text, i) => ({
          name: wordColumn.value(key, i),
          sql: those(`${value} = ${literal(text, 'String')}`),
          codec: '',
        })),
      ]
    case 'flag':
      return [...known, { name: wordColumn.true(key), sql: those(`ifNull(${value}, false)`), codec: '' }]
    case 'digits': {
      const { least, scale } = encoding
      const above = `toUInt64(ifNull(${keySql(column, scale).key}, ${least}) - (${least}))`
      const number = scale === 100 ? `(${centsNumberSql(above)})` : above
      const marks = scale === 100 ? Object.values(centsDigits).filter((digit) => digit < encoding.digits) : []
      const digits = Array.from({ length: encoding.digits }, (_, digit) => ({
        name: wordColumn.digit(key, digit),
        sql: `groupBitOr(bitShiftLeft(bitAnd(bitShiftRight(${number}, ${digit}), toUInt64(1)), ${place}))`,
        codec: plain,
      }))
      const shortcuts = marks.flatMap((digit) => [
        {
          name: wordColumn.below(key, digit),
          sql: those(`bitAnd(${number}, ${2 ** digit - 1}) != 0`),
          codec: '',
        },
        { name: wordColumn.from(key, digit), sql: those(`${number} >= ${2 ** digit}`), codec: '' },
      ])
      return [...known, ...shortcuts, ...digits]
    }
  }
}
