import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readExample } from '../../src/cli/run/read-example.ts'
import { runExample, type RunReport } from '../../src/cli/run/run-example.ts'
import { readPlan } from '../../src/collect/imports/index.ts'
import { readTagDetail } from '../../src/understand/tags/index.ts'
import { openTestContext, type TestContext } from '../harness/test-context.ts'

const folder = fileURLToPath(new URL('../../examples/uci-bank-marketing', import.meta.url))
const directory = fileURLToPath(new URL('../../../shared/data/uci-bank-marketing', import.meta.url))
const input = { ...readExample(folder), plan: readPlan(`${folder}/plan.yaml`), directory }

describe.skipIf(!existsSync(directory))(`banyan run examples/uci-bank-marketing (needs ${directory})`, () => {
  let t: TestContext
  let first: RunReport
  beforeAll(async () => {
    t = await openTestContext()
    first = await runExample(t.ctx, t.clock, input)
  }, 600_000)
  afterAll(() => t.close())

  it('has the calls and the successes of the reference, in all and by the outcome of the last campaign', () => {
    expect(first.shares.map(({ of, customers, yes, matches }) => [of, customers, yes, matches])).toEqual([
      ['subscribed', 41_188, 4640, true],
      ['subscribed where previous_outcome = success', 1373, 894, true],
      ['subscribed where previous_outcome = failure', 4252, 605, true],
      ['subscribed where previous_outcome = nonexistent', 35_563, 3141, true],
    ])
  })

  it('ranks customers that it has not learned from with an AUC of 0.78 at least, without the length of the call', () => {
    expect(JSON.stringify(input.plan)).not.toContain('duration')
    const [model] = first.models
    expect(model).toMatchObject({ tag: 'deposit_propensity', features: 20, expected: 0.78, matches: true })
    expect(model?.auc).toBeGreaterThanOrEqual(0.78)
    expect((model?.trainedOn ?? 0) + (model?.heldOut ?? 0)).toBe(41_188)
    expect(first.asExpected).toBe(true)
  })

  it('says probabilities: on average as many as took the deposit', async () => {
    const score = first.tags.find(({ key }) => key === 'deposit_propensity')
    expect(score?.average).toBeCloseTo(4640 / 41_188, 2)
    const { model } = await readTagDetail(t.ctx, 'deposit_propensity')
    const outcomes = model?.ranked?.map((part) => part.outcomes) ?? []
    expect(outcomes.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(800)
    // The best fiftieth holds more than eight times its share.
    expect((outcomes[0] ?? 0) / outcomes.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0.1)
  })

  it('writes nothing and keeps the model when it runs again', async () => {
    const again = await runExample(t.ctx, t.clock, input)
    expect(again.imported.targets['customers']).toMatchObject({ read: 41_188, written: 0, removed: 0 })
    expect(again.models).toEqual(first.models)
    expect(again.shares).toEqual(first.shares)
  }, 300_000)

  it('says so when a number is not as expected', async () => {
    const [share] = input.run.expected.shares
    if (!share) throw new Error('run.yaml expects shares')
    const expected = {
      aum: [],
      shares: [{ ...share, percent: '11.266' }],
      models: [{ tag: 'deposit_propensity', auc: 0.99 }],
    }
    const wrong = await runExample(t.ctx, t.clock, { ...input, run: { ...input.run, expected } })
    expect(wrong.asExpected).toBe(false)
    expect([...wrong.shares, ...wrong.models].map(({ matches }) => matches)).toEqual([false, false])
  }, 300_000)
})
