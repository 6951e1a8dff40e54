import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { compileRule } from './compile-rule.ts'
import { explainRule } from './explain-rule.ts'
import { type AnyRule, evaluate } from './testing/naive-evaluator.ts'
import { randomRule } from './testing/random-rule.ts'
import { catalogue, type SmallBank, smallBank, storeSmallBank } from './testing/small-bank.ts'

const seed = Number(process.env['BANYAN_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const runs = Number(process.env['BANYAN_RULES'] ?? 200)
const asOf = new Date('2026-11-01T02:00:00Z')
const women = { attribute: 'gender', op: 'eq', value: 'female' }
const scope = { catalogue, asOf, timezone: 'Asia/Shanghai' }

describe('a compiled rule', () => {
  let t: TestContext
  let bank: SmallBank
  let everybody: number[]

  beforeAll(async () => {
    t = await openTestContext()
    const [sample] = fc.sample(smallBank, { seed, numRuns: 1 })
    if (!sample) throw new Error('no bank')
    bank = sample
    await storeSmallBank(t.ctx, bank)
    everybody = evaluate({ any: [women, { not: women }] }, bank, asOf)
  })
  afterAll(() => t.close())

  async function members(rule: AnyRule): Promise<number[]> {
    const { bitmapSql } = compileRule(rule, scope)
    const [row] = await t.ctx.clickhouse.query(
      `SELECT arraySort(bitmapToArray(${bitmapSql})) AS members, bitmapCardinality(${bitmapSql}) AS size`,
      {},
      z.object({ members: z.array(z.number()), size: z.coerce.number() }),
    )
    expect(row?.size).toBe(row?.members.length)
    return row?.members ?? []
  }

  it(`means what the naive evaluator says, for ${runs} random rules (BANYAN_SEED=${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(randomRule, async (rule) => {
        const meant = evaluate(rule, bank, asOf)
        expect(await members(rule)).toEqual(meant)
        const explained = await explainRule(t.ctx, rule, scope, everybody)
        expect(everybody.filter((customer) => explained.get(customer)?.met)).toEqual(meant)
      }),
      { seed, numRuns: runs },
    )
  }, 300_000)

  it('never counts a merged number, nor a stranger without a row in customer', async () => {
    const found = await members({
      any: [{ tag: 'score', op: 'is_set' }, { not: { tag: 'score', op: 'is_set' } }],
    })
    const merged = new Set(bank.merges.map((merge) => merge.customer))
    expect(found.filter((customer) => merged.has(customer))).toEqual([])
    expect(found).toEqual(
      evaluate(
        { any: [{ tag: 'score', op: 'is_set' }, { not: { tag: 'score', op: 'is_set' } }] },
        bank,
        asOf,
      ),
    )
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
