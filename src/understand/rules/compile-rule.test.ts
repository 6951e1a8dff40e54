import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { compileRule } from './compile-rule.ts'
import { type AnyRule, evaluate } from './testing/naive-evaluator.ts'
import { type SmallBank, smallBank, timezone } from './testing/small-bank.ts'
import { catalogue } from './testing/small-catalogue.ts'
import { storeMerges, storeSmallBank } from './testing/store-small-bank.ts'

// Whether random rules mean the same everywhere: ../segments/rule-agreement.test.ts
describe('a compiled rule', () => {
  let t: TestContext
  let bank: SmallBank

  beforeAll(async () => {
    t = await openTestContext()
    const [sample] = fc.sample(smallBank, { seed: 1, numRuns: 1 })
    if (!sample) throw new Error('no bank')
    bank = sample
    await storeSmallBank(t.ctx, bank)
    await storeMerges(t.ctx, bank)
  })
  afterAll(() => t.close())

  async function members(rule: AnyRule): Promise<number[]> {
    const { bitmapSql } = compileRule(rule, { catalogue, asOf: bank.asOf, timezone })
    const [row] = await t.ctx.clickhouse.query(
      `SELECT arraySort(bitmapToArray(${bitmapSql})) AS members`,
      {},
      z.object({ members: z.array(z.number()) }),
    )
    return row?.members ?? []
  }

  it('never counts a merged number, nor a stranger without a row in customer', async () => {
    const everybody = { any: [{ tag: 'score', op: 'is_set' }, { not: { tag: 'score', op: 'is_set' } }] }
    const found = await members(everybody)
    const undone = new Set(
      bank.merges.filter(({ customer, into }) => customer === into).map((row) => row.customer),
    )
    const merged = bank.merges.map(({ customer }) => customer).filter((customer) => !undone.has(customer))
    expect(merged.length).toBeGreaterThan(0)
    expect(found.filter((customer) => merged.includes(customer))).toEqual([])
    expect(found).toEqual(evaluate(everybody, bank))
  })

  it('treats hostile text as text', async () => {
    const hostile = "x'); DROP TABLE customer; --\\{a:String}"
    expect(await members({ attribute: 'gender', op: 'eq', value: hostile })).toEqual([])
    expect(await members({ attribute: hostile, op: 'eq', value: hostile })).toEqual([])
    expect(
      await members({ behaviour: { event: hostile, where: [{ property: hostile, op: 'is_set' }] } }),
    ).toEqual([])
    expect((await members({ attribute: 'gender', op: 'is_set' })).length).toBeGreaterThan(0)
  })
})
