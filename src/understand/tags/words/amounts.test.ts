import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { type CatalogueTag, compileRule } from '../../rules/index.ts'
import { moneyColumn } from '../kinds/tag-column.ts'
import { buildWords } from './build-words.ts'

let t: TestContext
let tag: CatalogueTag

/** Around every round amount, and where a group of digits ends. */
const edges = [
  0, 0.01, 1, 1.27, 1.28, 99.99, 100, 999.99, 1000, 1000.01, 1024, 50_000, 131_072, 999_999.99, 1_000_000,
]
const bounds = edges.flatMap((edge) =>
  [edge, -edge, edge + 0.01, edge - 0.01].map((one) => Number(one.toFixed(2))),
)

beforeAll(async () => {
  t = await openTestContext()
  const values = [...new Set(bounds)].map((amount, i) => `(${i + 1}, '${amount.toFixed(2)}')`)
  await t.ctx.clickhouse.command(
    'CREATE TABLE tag_amounts (customer UInt32, amount Decimal(18, 2)) ENGINE = MergeTree ORDER BY customer',
  )
  await t.ctx.clickhouse.command(`INSERT INTO tag_amounts VALUES ${values.join(', ')}`)
  const encodings = await buildWords(
    t.ctx.clickhouse,
    'tag_amounts',
    'words_1_tag_amounts',
    [{ key: 'amount', ...moneyColumn }],
    { pool: 'long' },
  )
  const encoding = encodings.get('amount')
  if (!encoding) throw new Error('no words')
  tag = {
    key: 'amount',
    name: { 'zh-CN': '金额', en: 'amount' },
    unit: '',
    column: moneyColumn,
    table: 'tag_amounts',
    words: { table: 'words_1_tag_amounts', encoding },
  }
})
afterAll(() => t.close())

async function members(rule: unknown, words: boolean): Promise<number[]> {
  const catalogue = { tags: new Map([[tag.key, tag]]), segments: new Map(), lists: new Map() }
  const { bitmapSql } = compileRule(rule, { catalogue, asOf: new Date(), timezone: 'Asia/Shanghai', words })
  const [row] = await t.ctx.clickhouse.query(
    `SELECT arraySort(bitmapToArray(${bitmapSql})) AS members`,
    {},
    z.object({ members: z.array(z.number()) }),
  )
  return row?.members ?? []
}

it('compares amounts with amounts to the cent, below zero and above', async () => {
  for (const value of new Set(bounds))
    for (const op of ['eq', 'gte', 'gt', 'lte', 'lt'])
      expect(await members({ tag: 'amount', op, value }, true), `${op} ${value}`).toEqual(
        await members({ tag: 'amount', op, value }, false),
      )
}, 240_000)

it('finds amounts between two others', async () => {
  const bound = fc.constantFrom(...bounds)
  await fc.assert(
    fc.asyncProperty(bound, bound, async (a, b) => {
      const rule = { tag: 'amount', op: 'between', value: a < b ? [a, b] : [b, a] }
      expect(await members(rule, true)).toEqual(await members(rule, false))
    }),
    { numRuns: 100 },
  )
}, 240_000)
