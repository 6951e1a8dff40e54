import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { compileRule, type RuleCatalogue } from '../../rules/index.ts'
import type { AnyRule } from '../../rules/testing/naive-evaluator.ts'
import { randomRule } from '../../rules/testing/random-rule.ts'
import { type SmallBank, smallBank, timezone } from '../../rules/testing/small-bank.ts'
import { catalogue } from '../../rules/testing/small-catalogue.ts'
import { storeMerges, storeSmallBank } from '../../rules/testing/store-small-bank.ts'
import { buildWords } from './build-words.ts'

const seed = Number(process.env['BANYAN_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const runs = Number(process.env['BANYAN_RULES'] ?? 200)

// That scans mean what the naive evaluator says: ../../segments/rule-agreement.test.ts
describe('a rule over words', () => {
  let t: TestContext
  let bank: SmallBank
  let sliced: RuleCatalogue

  beforeAll(async () => {
    t = await openTestContext()
    const [sample] = fc.sample(smallBank, { seed, numRuns: 1 })
    if (!sample) throw new Error('no bank')
    bank = sample
    await storeSmallBank(t.ctx, bank)
    sliced = await slice()
    // Merged after the refresh: the words still hold both numbers.
    await storeMerges(t.ctx, bank)
  })
  afterAll(() => t.close())

  /** The catalogue with the words of every tag table. */
  async function slice(): Promise<RuleCatalogue> {
    const tags = new Map(catalogue.tags)
    const tables = new Set([...tags.values()].flatMap(({ table }) => table ?? []))
    for (const table of tables) {
      const columns = [...tags.values()].filter((tag) => tag.table === table)
      const encodings = await buildWords(
        t.ctx.clickhouse,
        table,
        `words_1_${table}`,
        columns.map(({ key, column }) => ({ key, ...column })),
        { pool: 'long' },
      )
      for (const tag of columns) {
        const encoding = encodings.get(tag.key)
        if (encoding) tags.set(tag.key, { ...tag, words: { table: `words_1_${table}`, encoding } })
      }
    }
    return { ...catalogue, tags }
  }

  async function members(rule: AnyRule, words: boolean): Promise<{ counted: number; members: number[] }> {
    const { bitmapSql, countSql } = compileRule(rule, {
      catalogue: sliced,
      asOf: bank.asOf,
      timezone,
      words,
    })
    const [listed] = await t.ctx.clickhouse.query(
      `SELECT arraySort(bitmapToArray(${bitmapSql})) AS members`,
      {},
      z.object({ members: z.array(z.number()) }),
    )
    const [count] = await t.ctx.clickhouse.query(countSql, {}, z.object({ customers: z.coerce.number() }))
    return { counted: count?.customers ?? -1, members: listed?.members ?? [] }
  }

  it('has words for every kind of tag', () => {
    const kinds = new Set([...sliced.tags.values()].map(({ words }) => words?.encoding.kind ?? 'none'))
    expect([...kinds].toSorted()).toEqual(['digits', 'flag', 'none', 'values'])
  })

  it(`means the same as a scan, for ${runs} random rules (BANYAN_SEED=${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(randomRule(bank.asOf), async (rule) => {
        const scanned = await members(rule, false)
        expect(scanned.counted).toBe(scanned.members.length)
        expect(await members(rule, true)).toEqual(scanned)
      }),
      { seed, numRuns: runs },
    )
  }, 300_000)
})
