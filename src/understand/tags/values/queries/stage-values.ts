import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { canonical } from '../../../../platform/clickhouse/canonical.ts'
import type { ClickHouse } from '../../../../platform/clickhouse/clickhouse.ts'
import { identifier } from '../../../../platform/clickhouse/literal.ts'
import { dayOfText, flagOfText, numberOfText, sqlText } from '../../../rules/index.ts'
import type { TagType } from '../../kinds/index.ts'
import { dropTable } from '../../queries/drop-table.ts'

const headings = ['customer', 'number', 'customer_number', 'customer number', '客户号', '客户编号', '客户']
const longest = 1000
const shownProblems = 100

/** SQL condition: a text is a value of the type; '' takes a value away and is always allowed. */
function fits(type: TagType, text: string): string {
  const parsed = {
    number: `isNotNull(${numberOfText(text)})`,
    boolean: `isNotNull(${flagOfText(text)})`,
    date: `isNotNull(${dayOfText(text)})`,
    string: `lengthUTF8(${text}) <= ${longest}`,
  }[type]
  return `(${text} = '' OR ${parsed})`
}

/**
 * Take a text apart into a table of its own for as long as `work` runs: line, value, whom it names (0 = nobody), and
 * what is wrong with it. One pass over the text, however large.
 */
export async function withStagedValues<Result>(
  clickhouse: ClickHouse,
  type: TagType,
  content: string,
  work: (table: string) => Promise<Result>,
): Promise<Result> {
  const lines = `${'upload_tag_'}${randomBytes(6).toString('hex')}`
  const matched = `${lines}_matched`
  try {
    await clickhouse.command(
      `CREATE TABLE ${identifier(lines)} (line UInt32, number String, value String, broken Bool) ENGINE = MergeTree ORDER BY number AS
WITH '^\\\\s*("[^"]*"|[^,;\\\\t"]*)\\\\s*[,;\\\\t]\\\\s*("(?:[^"]|"")*"|[^"]*)\\\\s*$' AS csv,
  startsWith(text, '{') AS json,
  extractGroups(text, csv) AS cells,
  arrayMap(cell -> if(startsWith(cell, '"'), replaceAll(substring(cell, 2, length(cell) - 2), '""', '"'), cell), cells) AS bare
SELECT toUInt32(place) AS line,
  trimBoth(if(json, JSON_VALUE(text, '$.customer'), bare[1])) AS number,
  trimBoth(if(json, if(JSONType(text, 'value') = 'Null', '', if(JSONType(text, 'value') = 'String', JSONExtractString(text, 'value'), JSONExtractRaw(text, 'value'))), bare[2])) AS value,
  if(json, NOT JSONHas(text, 'customer') OR NOT JSONHas(text, 'value'), empty(cells)) OR number = '' AS broken
FROM (SELECT splitByChar('\\n', replaceAll(${sqlText(content)}, '\\r', '')) AS texts)
ARRAY JOIN arrayMap(one -> trimBoth(one), texts) AS text, arrayEnumerate(texts) AS place
WHERE text != '' AND NOT (place = 1 AND lower(number) IN (${headings.map(sqlText).join(', ')}))`,
      {},
      { pool: 'long' },
    )
    await clickhouse.command(
      `CREATE TABLE ${identifier(matched)} (line UInt32, value String, customer UInt32, problem LowCardinality(String)) ENGINE = MergeTree ORDER BY line AS
SELECT line, value, found AS customer,
  multiIf(broken OR NOT ${fits(type, 'value')}, 'invalid', found = 0, 'unknown',
    line < max(if(broken OR NOT ${fits(type, 'value')}, 0, line)) OVER (PARTITION BY found), 'duplicate', '') AS problem
FROM ${identifier(lines)} AS uploaded
LEFT ANY JOIN (SELECT number, any(${canonical('customer')}) AS found FROM customer FINAL
  WHERE number IN (SELECT number FROM ${identifier(lines)}) GROUP BY number) AS known USING number`,
      {},
      { pool: 'long' },
    )
    return await work(matched)
  } finally {
    await dropTable(clickhouse, lines)
    await dropTable(clickhouse, matched)
  }
}

const counts = z.object({
  rows: z.coerce.number(),
  customers: z.coerce.number(),
  unknown: z.coerce.number(),
  duplicates: z.coerce.number(),
  invalid: z.coerce.number(),
  problems: z.array(z.tuple([z.coerce.number(), z.enum(['unknown', 'duplicate', 'invalid'])])),
})

/** What came of the lines, in numbers, and the first that could not be taken. */
export async function countValues(clickhouse: ClickHouse, table: string): Promise<z.output<typeof counts>> {
  const [found] = await clickhouse.query(
    `SELECT count() AS rows, countIf(problem = '') AS customers, countIf(problem = 'unknown') AS unknown,
  countIf(problem = 'duplicate') AS duplicates, countIf(problem = 'invalid') AS invalid,
  arraySlice(arraySort(groupArrayIf((line, problem), problem != '')), 1, ${shownProblems}) AS problems
FROM ${identifier(table)}`,
    {},
    counts,
    { pool: 'long' },
  )
  return found ?? { rows: 0, customers: 0, unknown: 0, duplicates: 0, invalid: 0, problems: [] }
}

/** Store the values of the lines that are right; the newest of a customer counts. */
export async function storeValues(
  clickhouse: ClickHouse,
  table: string,
  tag: string,
  at: Date,
): Promise<void> {
  await clickhouse.command(
    `INSERT INTO uploaded_value (tag, customer, value, updated)
SELECT {tag:String}, customer, value, {at:DateTime64(3, 'UTC')} FROM ${identifier(table)} WHERE problem = ''`,
    { tag, at },
    { pool: 'long' },
  )
}

/** Take every value of a tag away. */
export async function clearValues(clickhouse: ClickHouse, tag: string, at: Date): Promise<number> {
  const held = `FROM uploaded_value FINAL WHERE tag = {tag:String} AND value != ''`
  const [found] = await clickhouse.query(
    `SELECT count() AS customers ${held}`,
    { tag },
    z.object({ customers: z.coerce.number() }),
    { pool: 'long' },
  )
  await clickhouse.command(
    `INSERT INTO uploaded_value (tag, customer, value, updated) SELECT tag, customer, '', {at:DateTime64(3, 'UTC')} ${held}`,
    { tag, at },
    { pool: 'long' },
  )
  return found?.customers ?? 0
}
