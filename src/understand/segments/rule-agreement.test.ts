import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { compileRule, explainRule } from '../rules/index.ts'
import { type AnyRule, evaluate } from '../rules/testing/naive-evaluator.ts'
import { randomRule } from '../rules/testing/random-rule.ts'
import { type SmallBank, smallBank } from '../rules/testing/small-bank.ts'
import { latestSnapshot, loadRuleCatalogue, snapshotSegment } from './index.ts'
import { openRuleApi, type RuleApi } from './testing/rule-api.ts'
import { defineRuleBankTags, storeRuleBank } from './testing/store-rule-bank.ts'

const seed = Number(process.env['BANYAN_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const rules = Number(process.env['BANYAN_RULES'] ?? 200)
const banks = Math.max(1, Math.min(20, Math.round(rules / 40)))
const rulesPerBank = Math.ceil(rules / banks)
const key = 'asked'

/**
 * A rule has one meaning: BANYAN_RULES random rules over random banks (200 unless said). To repeat a failure:
 * BANYAN_SEED=<printed> BANYAN_RULES=<the same> npx vitest run src/understand/segments/rule-agreement.test.ts
 */
describe(`${rules} random rules over ${banks} random banks (BANYAN_SEED=${seed})`, () => {
  let t: TestContext
  let api: RuleApi
  const sample = fc.sample(smallBank, { seed, numRuns: banks })

  beforeAll(async () => {
    process.stdout.write(`rule agreement: BANYAN_SEED=${seed} BANYAN_RULES=${rules}\n`)
    t = await openTestContext()
    api = await openRuleApi(t.ctx)
    await defineRuleBankTags(t.ctx)
  })
  afterAll(async () => {
    await api.close()
    await t.close()
  })

  const customersOf = async (sql: string): Promise<number[]> => {
    const rows = await t.ctx.clickhouse.query(sql, {}, z.object({ customer: z.number() }))
    return rows.map(({ customer }) => customer)
  }

  /** Save the rule, snapshot it, and read back what the commit row makes visible. */
  async function snapshotMembers(rule: AnyRule): Promise<number[]> {
    await api.saveSegment(key, rule)
    await snapshotSegment(t.ctx, key)
    const snapshot = await latestSnapshot(t.ctx, key)
    const members = await customersOf(
      `SELECT customer FROM segment_member WHERE segment = ${snapshot?.segmentId} AND version = ${snapshot?.version} ORDER BY customer`,
    )
    expect(snapshot?.customers).toBe(members.length)
    return members
  }

  /**
   * Who satisfies the rule, by every way of asking. Estimate and snapshot read words where tags have such; `scanned` is
   * compiled without them.
   */
  async function everyAnswer(rule: AnyRule, { asOf }: SmallBank, everybody: readonly number[]) {
    const scope = { catalogue: await loadRuleCatalogue(t.ctx), asOf, timezone: t.ctx.config.timezone }
    const { bitmapSql } = compileRule(rule, { ...scope, words: false })
    const explained = await explainRule(t.ctx, rule, scope, everybody)
    return {
      scanned: await customersOf(`SELECT arrayJoin(arraySort(bitmapToArray(${bitmapSql}))) AS customer`),
      estimate: await api.estimate(rule),
      snapshot: await snapshotMembers(rule),
      explained: everybody.filter((customer) => explained.get(customer)?.met),
    }
  }

  it.each(sample.map((bank, i) => ({ i, bank, on: bank.asOf.toISOString() })))(
    'mean the same to the naive evaluator, the estimate, the snapshot and the explanation: bank $i, $on',
    async ({ i, bank }) => {
      t.clock.moveTo(bank.asOf)
      await storeRuleBank(t.ctx, bank, api)
      const everybody = evaluate({ not: { customers: ['nobody'] } }, bank)
      await fc.assert(
        fc.asyncProperty(randomRule(bank.asOf), fc.constantFrom(...bank.customers), async (rule, someone) => {
          const meant = evaluate(rule, bank)
          expect(await everyAnswer(rule, bank, everybody)).toEqual({
            scanned: meant,
            estimate: meant.length,
            snapshot: meant,
            explained: meant,
          })
          // A merged customer's number leads to who it became.
          const [who = 0] = evaluate({ customers: [someone.number] }, bank)
          expect(await api.explain(rule, someone.number)).toBe(meant.includes(who))
        }),
        { seed: seed + i, numRuns: rulesPerBank },
      )
    },
    600_000,
  )
})
