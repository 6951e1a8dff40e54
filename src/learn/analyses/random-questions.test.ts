import { asyncProperty, assert } from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import type { AnalysisResult } from './result-schema.ts'
import { runAnalysis } from './run-analysis.ts'
import type { NaiveTables } from './testing/naive-answers.ts'
import { naiveQuestion } from './testing/naive-question.ts'
import { type QuestionBank, storeQuestionBank } from './testing/question-bank.ts'
import { naiveTypes, randomQuestion } from './testing/random-question.ts'

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

function isEmpty(tables: NaiveTables): boolean {
  return Object.values(tables).every((rows) =>
    rows.every((row) =>
      Object.entries(row).every(
        ([key, value]) =>
          value === 0 ||
          value === null ||
          typeof value === 'string' ||
          ['weekday', 'hour', 'from', 'to'].includes(key),
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
