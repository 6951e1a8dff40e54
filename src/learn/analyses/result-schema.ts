import { z } from 'zod'
import { definitionKey, displayName, plainText } from '../../understand/rules/index.ts'
import { analysis } from './schema.ts'

/**
 * What a column holds: `customers` a number of them, `count` of anything else; `day` is the first day of a period (for hours `2026-11-01 13:00`), `share` 0 … 1,
 * `milliseconds` a duration, `money` currency units, `signed` a number whose sign matters, `credit` shares of a count,
 * which add up to it, `probability` a p value.
 */
export const columnUnit = z.enum([
  'text',
  'day',
  'customers',
  'count',
  'number',
  'signed',
  'share',
  'milliseconds',
  'money',
  'credit',
  'probability',
])
export const column = z.object({ key: z.string(), name: displayName, unit: columnUnit })
export type Column = z.output<typeof column>

export const resultRow = z.object({
  /** `key` of the series it belongs to. */
  series: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  /** By column: the id under which /api/analyses/members tells who is behind the value. */
  cells: z.record(z.string(), z.string()),
  /** By column, when only a sample was asked: half the width of the 95 % interval of the value. */
  margins: z.record(z.string(), z.number()).optional(),
})
export type ResultRow = z.output<typeof resultRow>

export const resultTable = z.object({
  /** What it holds; each type of analysis says in its file which tables it answers with. */
  key: z.string(),
  columns: z.array(column),
  rows: z.array(resultRow),
})
export type ResultTable = z.output<typeof resultTable>

const side = z.object({ from: z.string(), to: z.string(), segment: z.string().nullable() })

export const resultSeries = z.object({
  key: z.string(),
  /** null = all together. */
  name: displayName.nullable(),
  /** The value of the breakdown; `$rest` = all values not shown on their own, `$none` = no value. */
  value: z.string().nullable(),
  side: z.enum(['current', 'compared']),
})
export type ResultSeries = z.output<typeof resultSeries>

export const analysisResult = z.object({
  type: z.string(),
  /** Days included, business time zone. */
  current: side,
  compared: side.nullable(),
  timezone: z.string(),
  asOf: z.iso.datetime(),
  series: z.array(resultSeries),
  tables: z.array(resultTable),
  /** The share of customers that was asked; null = all. */
  sample: z.number().nullable(),
  cached: z.boolean(),
  milliseconds: z.number(),
})
export type AnalysisResult = z.output<typeof analysisResult>

export const runInput = z.strictObject({
  analysis,
  /** Names who asks; a newer question of the same editor stops the older one. */
  editor: plainText(100).optional(),
  /** An id made by who asks, under which /api/analyses/progress tells how far it is. */
  question: z.uuid().optional(),
  /** Compute again even if nothing has changed. */
  fresh: z.boolean().optional(),
})

export const progressView = z.object({
  /** `waiting` for its turn behind other questions. */
  state: z.enum(['waiting', 'running']),
  /** Since it was asked. */
  seconds: z.number(),
  readRows: z.number(),
  /** As far as known yet. */
  totalRows: z.number(),
  /** Estimated from the rows read so far; null while nothing can be said. */
  secondsLeft: z.number().nullable(),
})

const cell = plainText(20_000).min(1)
/** `asOf` of the answer, so that relative days mean the same again. */
const asOf = z.iso.datetime().optional()
export const membersInput = z.strictObject({
  analysis,
  cell,
  asOf,
  limit: z.number().int().min(1).max(200).default(50),
  cursor: plainText(2000).optional(),
})
export const member = z.object({
  customer: z.number().int(),
  /** Masked, as the name is. */
  number: z.string(),
  name: z.string(),
  gender: z.string(),
  city: z.string(),
  branch: z.string(),
})
export const membersPage = z.object({
  /** Everybody behind the cell. */
  customers: z.number().int(),
  /** Of them visitors who are no known customers; they are not listed. */
  visitors: z.number().int(),
  items: z.array(member),
  next: z.string().nullable(),
})

export const cellSegment = z.strictObject({
  analysis,
  cell,
  asOf,
  key: definitionKey,
  name: displayName,
  description: plainText(2000).default(''),
})
export const cellSegmentView = z.object({
  segment: z.string(),
  /** Members of the first snapshot. */
  customers: z.number().int(),
  snapshot: z.number().int(),
})
