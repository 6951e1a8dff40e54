import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { compileRule, explainRule } from '../rules/index.ts'
import { type AnyRule, evaluate } from '../rules/testing/naive-evaluator.ts'
import { randomRule } from '../rules/testing/random-rule.ts'
import { numberOfCustomer, type SmallBank, smallBank } from '../rules/testing/small-bank.ts'
import { estimateRule } from './estimate-rule.ts'
import { explainForCustomer } from './explain-for-customer.ts'
import { latestSnapshot } from './latest-snapshot.ts'
import { loadRuleCatalogue } from './load-catalogue.ts'
import { createSegment, updateSegment } from './save-segment.ts'
import { snapshotSegment } from './snapshot-segment.ts'
import { defineRuleBankTags, storeRuleBank } from './testing/store-rule-bank.ts'

const seed = Number(process.env['BANYAN_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const rules = Number(process.env['BANYAN_RULES'] ?? 200)
const banks = Math.max(1, Math.min(20, Math.round(rules / 40)))
const rulesPerBank = Math.ceil(rules / banks)
const key = 'asked'
const name = { 'zh-CN': '甲', en: 'A' }

/**
 * A rule has one meaning: BANYAN_RULES random rules over random banks (200 unless said). To repeat a failure:
 * BANYAN_SEED=<printed> BANYAN_RULES=<the same> npx vitest run src/understand/segments/rule-agreement.test.ts
 */
describe(`${rules} random rules over ${banks} random banks (BANYAN_SEED=${seed})`, () => {
  let t: TestContext
  let version: number
  const sample = fc.sample(smallBank, { seed, numRuns: banks })

  beforeAll(async () => {
    process.stdout.write(`rule agreement: BANYAN_SEED=${seed} BANYAN_RULES=${rules}\n`)
    t = await openTestContext()
    await defineRuleBankTags(t.ctx)
    const rule = { attribute: 'gender', op: 'is_set' }
    version = await createSegment(t.ctx, { key, name, description: '', rule })
  })
  afterAll(() => t.close())

  const customersOf = async (sql: string): Promise<number[]> => {
    const rows = await t.ctx.clickhouse.query(sql, {}, z.object({ customer: z.number() }))
    return rows.map(({ customer }) => customer)
  }

  /** Save the rule, snapshot it, and read back what the commit row makes visible. */
  async function snapshotMembers(rule: AnyRule): Promise<number[]> {
    version = await updateSegment(t.ctx, key, version, { name, description: '', rule })
    const { customers } = await snapshotSegment(t.ctx, key)
    const snapshot = await latestSnapshot(t.ctx, key)
    if (!snapshot) throw new Error('no snapshot')
    const members = await customersOf(
      `SELECT customer FROM segment_member WHERE segment = ${snapshot.segmentId} AND version = ${snapshot.version} ORDER BY customer`,
    )
    expect([customers, snapshot.customers]).toEqual([members.length, members.length])
    return members
  }

  async function agrees(rule: AnyRule, bank: SmallBank, everybody: readonly number[]): Promise<void> {
    const meant = evaluate(rule, bank)
    const scope = {
      catalogue: await loadRuleCatalogue(t.ctx),
      asOf: bank.asOf,
      timezone: t.ctx.config.timezone,
    }
    const { bitmapSql } = compileRule(rule, scope)
    const compiled = await customersOf(`SELECT arrayJoin(arraySort(bitmapToArray(${bitmapSql}))) AS customer`)
    expect(compiled).toEqual(meant)
    expect((await estimateRule(t.ctx, rule)).customers).toBe(meant.length)
    expect(await snapshotMembers(rule)).toEqual(meant)
    const explained = await explainRule(t.ctx, rule, scope, everybody)
    expect(everybody.filter((customer) => explained.get(customer)?.met)).toEqual(meant)
  }

  /** What the API answers for one customer number; a merged customer's leads to who it became. */
  async function explains(rule: AnyRule, bank: SmallBank, choice: number): Promise<void> {
    const row = bank.customers[choice % bank.customers.length]
    if (!row) throw new Error('a bank without customers')
    const answer = await explainForCustomer(t.ctx, { rule, customer: row.number })
    const who = evaluate({ customers: [numberOfCustomer(row.customer)] }, bank)
    expect(answer.met).toBe(
      evaluate({ all: [rule, { customers: [row.number] }] }, bank).length === who.length,
    )
  }

  it.each(sample.map((bank, i) => ({ i, bank, on: bank.asOf.toISOString() })))(
    'mean the same to the naive evaluator, the estimate, the snapshot and the explanation: bank $i, $on',
    async ({ i, bank }) => {
      t.clock.moveTo(bank.asOf)
      await storeRuleBank(t.ctx, bank)
      const everybody = evaluate({ not: { customers: ['nobody'] } }, bank)
      await fc.assert(
        fc.asyncProperty(randomRule(bank.asOf), fc.nat(), async (rule, choice) => {
          await agrees(rule, bank, everybody)
          await explains(rule, bank, choice)
        }),
        { seed: seed + i, numRuns: rulesPerBank },
      )
    },
    600_000,
  )
})
