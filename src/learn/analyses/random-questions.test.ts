import { asyncProperty, assert, integer } from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { z } from 'zod'
import { cellBitmapSql, readMembers } from './read-members.ts'
import type { AnalysisResult } from './result-schema.ts'
import { runAnalysis } from './run-analysis.ts'
import { saveCellAsSegment } from './save-cell-as-segment.ts'
import type { Analysis } from './schema.ts'
import type { NaiveTables } from './testing/naive-answers.ts'
import { naiveQuestion } from './testing/naive-question.ts'
import { type QuestionBank, storeQuestionBank } from './testing/question-bank.ts'
import { everyType } from './testing/every-type.ts'
import { naiveTypes, otherQuestion, randomQuestion } from './testing/random-question.ts'

const numRuns = Number(process.env['BANYAN_QUESTIONS'] ?? 12)
const seed = process.env['BANYAN_SEED'] === undefined ? {} : { seed: Number(process.env['BANYAN_SEED']) }
let t: TestContext
let bank: QuestionBank
beforeAll(async () => {
  t = await openTestContext()
  bank = await storeQuestionBank(t.ctx)
})
afterAll(() => t.close())

/** The rows of one series, table by table. */
function rowsOf({ tables }: AnalysisResult, series: string): NaiveTables {
  return Object.fromEntries(
    tables.map(({ key, rows }) => [
      key,
      rows.flatMap((row) => (row.series === series ? [rounded(row.values)] : [])),
    ]),
  )
}

/** Sums of the same numbers in another order differ in their last digits. */
function rounded(values: Readonly<Record<string, string | number | null>>) {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === 'number' ? Number(value.toPrecision(10)) + 0 : value,
    ]),
  )
}

/** Nothing is in the tables: what formulas make of nothing does not count. */
function isEmpty(tables: NaiveTables): boolean {
  return Object.values(tables).every((rows) =>
    rows.every((row) =>
      Object.entries(row).every(
        ([key, value]) =>
          value === 0 ||
          value === null ||
          typeof value === 'string' ||
          ['weekday', 'hour', 'from', 'to'].includes(key) ||
          /^F\d/.test(key),
      ),
    ),
  )
}

describe('a question is answered as looking at each customer answers it', () => {
  for (const type of naiveTypes)
    it(`for any ${type}, split and compared`, async () => {
      await assert(
        asyncProperty(randomQuestion(type), async (question) => {
          const answer = await runAnalysis(t.ctx, question)
          const naive = naiveQuestion(bank, question)
          for (const side of ['current', 'compared'] as const) {
            const expected = naive[side]
            const series = answer.series.filter((one) => one.side === side)
            const values = series.map(({ value }) => value ?? '')
            const wanted = ['', ...(expected?.values ?? [])]
            for (const value of new Set([...values, ...(expected ? wanted : [])])) {
              const tables = expected?.tables(value) ?? {}
              if (isEmpty(tables) && !values.includes(value)) continue
              const key = series.find((one) => (one.value ?? '') === value)?.key ?? 'missing'
              expect({ side, value, ...rowsOf(answer, key) }).toEqual({
                side,
                value,
                ...Object.fromEntries(
                  Object.entries(tables).map(([table, rows]) => [table, rows.map(rounded)]),
                ),
              })
            }
          }
        }),
        { numRuns, ...seed },
      )
    })
})

/** Every number of customers in an answer, and the cell that says who they are. */
function cellsOf({ tables }: AnalysisResult): { shown: unknown; cell: string }[] {
  return tables.flatMap(({ columns, rows }) =>
    rows.flatMap(({ values, cells }) =>
      columns.flatMap(({ key, unit }) => {
        const cell = cells[key]
        return unit === 'customers' && cell !== undefined ? [{ shown: values[key], cell }] : []
      }),
    ),
  )
}

/** How many stand behind each of some cells, in one statement. */
async function behind(question: Analysis, cells: readonly string[], asOf: string): Promise<number[]> {
  const bitmaps = await Promise.all(cells.map((cell) => cellBitmapSql(t.ctx, question, cell, { asOf })))
  const [row] = await t.ctx.clickhouse.query(
    `SELECT [${bitmaps.map((bitmap) => `bitmapCardinality(${bitmap})`).join(',\n')}] AS counts`,
    {},
    z.object({ counts: z.array(z.coerce.number()) }),
  )
  return row?.counts ?? []
}

describe('the number shown, the customers behind it and the segment saved from it agree', () => {
  let saved = 0
  const kinds = [
    ...naiveTypes.map((type) => [type, randomQuestion(type)] as const),
    ...Object.entries(everyType).flatMap(([name, base]) =>
      naiveTypes.some((type) => type === base.type) ? [] : [[name, otherQuestion(base)] as const],
    ),
  ]
  for (const [name, questions] of kinds)
    it(`for any ${name}`, async () => {
      await assert(
        asyncProperty(questions, integer({ min: 0, max: 1000 }), async (question, which) => {
          const answer = await runAnalysis(t.ctx, question)
          const cells = cellsOf(answer).toSorted((a, b) => Number(b.shown) - Number(a.shown))
          // The largest numbers, and some of all.
          const some = cells.filter((_, i) => i < 4 || i % Math.ceil(cells.length / 4) === 0)
          if (some.length === 0) return
          const counts = await behind(
            question,
            some.map(({ cell }) => cell),
            answer.asOf,
          )
          expect(some.map(({ cell }, i) => ({ cell, shown: counts[i] }))).toEqual(some)
          const one = some[which % some.length]
          if (!one || one.shown === 0 || question.who === 'everybody') return
          const page = await readMembers(t.ctx, {
            analysis: question,
            cell: one.cell,
            asOf: answer.asOf,
            limit: 1,
          })
          expect(page.customers).toBe(one.shown)
          saved += 1
          const key = `found_${saved}`
          const segment = { key, name: { 'zh-CN': key, en: key }, description: '' }
          const cell = { analysis: question, cell: one.cell, asOf: answer.asOf }
          expect(await saveCellAsSegment(t.ctx, { ...cell, ...segment })).toMatchObject({
            customers: one.shown,
          })
        }),
        { numRuns: Math.ceil(numRuns / 4), ...seed },
      )
    })
})

it('a sample tells every number about as it is, with a bound that the truth keeps', async () => {
  let [held, seen] = [0, 0]
  const question = (extra: object): Analysis => ({
    type: 'trend',
    range: { from: '2026-09-01', to: '2026-10-25' },
    who: 'everybody',
    series: [
      { measure: { of: 'users' } },
      { measure: { of: 'sum', property: 'amount' } },
      { measure: { of: 'distinct', property: 'city' } },
    ],
    formulas: [{ expression: 'A * 2' }],
    movingAverage: 2,
    interval: 'day',
    breakdown: { by: 'property', property: 'city', values: 50 },
    ...extra,
  })
  const rowsBy = ({ tables, series }: AnalysisResult) =>
    new Map(
      tables[0]?.rows.map((row) => [
        `${series.find(({ key }) => key === row.series)?.value} ${row.values['t']}`,
        row,
      ]),
    )
  const truth = rowsBy(await runAnalysis(t.ctx, question({})))
  for (const sample of [0.3, 0.5, 0.8]) {
    const found = rowsBy(await runAnalysis(t.ctx, question({ sample })))
    const line: [number, unknown][] = []
    for (const [key, row] of truth) {
      const guess = found.get(key)
      if (!guess) continue
      const { values, margins = {} } = guess
      seen += 1
      if (Math.abs(Number(values['A']) - Number(row.values['A'])) <= (margins['A'] ?? 0)) held += 1
      expect(values['F1']).toBeCloseTo(2 * Number(values['A']), 8)
      expect(Number(values['C'])).toBeLessThanOrEqual(Number(row.values['C'] ?? 8))
      if (key.startsWith('null ')) line.push([Number(values['A']), values['A_average']])
    }
    const averages = line.slice(1).map(([y], i) => (y + (line[i]?.[0] ?? 0)) / 2)
    expect(line.slice(1).map(([, average]) => average)).toEqual(
      averages.map((average) => expect.closeTo(average, 8)),
    )
    // What all of them brought is told from a part of them, too.
    const all = (rows: typeof truth): number =>
      [...rows].reduce((sum, [key, row]) => sum + (key.startsWith('null ') ? Number(row.values['B']) : 0), 0)
    expect(all(found) / all(truth)).toBeGreaterThan(0.75)
    expect(all(found) / all(truth)).toBeLessThan(1.25)
  }
  expect(seen).toBeGreaterThan(300)
  expect(held / seen).toBeGreaterThan(0.93)
})
