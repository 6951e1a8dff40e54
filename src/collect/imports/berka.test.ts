import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { type ImportReport, readPlan, runImport } from './index.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const directory = fileURLToPath(new URL('../../../../shared/data/berka', import.meta.url))
const plan = readPlan(`${root}examples/berka/plan.yaml`)

// Reference results of the data set's first part; see examples/berka/README.md.
const oracle = [
  ['1993-01-31', '632757.60', 96],
  ['1993-03-31', '5777769.90', 298],
  ['1993-06-30', '15946199.00', 554],
  ['1993-09-30', '25676123.50', 858],
  ['1993-12-31', '36575946.10', 1139],
  ['1994-02-28', '36710603.70', 1197],
] as const

describe.skipIf(!existsSync(directory))(`the Berka bank (needs ${directory})`, () => {
  let t: TestContext
  let first: ImportReport
  beforeAll(async () => {
    t = await openTestContext()
    first = await runImport(t.ctx, { plan, directory })
  }, 120_000)
  afterAll(() => t.close())

  it('imports every row of every file and refuses none', () => {
    expect(first.rejected).toEqual([])
    expect(first.newCustomers).toBe(5369)
    const read = Object.fromEntries(
      Object.entries(first.targets).map(([name, counts]) => [name, counts.accepted]),
    )
    expect(read).toEqual({
      organisations: 78,
      products: 5,
      customers: 5369,
      holdings: 4500 + 892 + 682,
      ledger: 79_302,
      balances: 0,
      relations: 869,
      events: 79_302,
      consents: 4500,
    })
  })

  it.each(oracle)('has the assets of %s to the cent: %s over %i accounts', async (date, aum, accounts) => {
    const [row] = await t.ctx.clickhouse.query(
      `SELECT toDecimalString(sum(amount), 2) AS aum, count() AS accounts FROM balance FINAL
       WHERE class = 'current' AND \`from\` <= {date:Date32} AND \`to\` > {date:Date32}`,
      { date },
      z.object({ aum: z.string(), accounts: z.coerce.number() }),
    )
    expect(row).toEqual({ aum, accounts })
  })

  it('finds the bad loans', async () => {
    const [row] = await t.ctx.clickhouse.query(
      "SELECT countIf(status IN ('defaulted', 'in_arrears')) AS bad, count() AS loans FROM holding FINAL WHERE class = 'loan'",
      {},
      z.object({ bad: z.coerce.number(), loans: z.coerce.number() }),
    )
    expect(row).toEqual({ bad: 76, loans: 682 })
  })

  it('changes nothing when it runs again', async () => {
    const again = await runImport(t.ctx, { plan, directory })
    expect(again.newCustomers).toBe(0)
    for (const [name, counts] of Object.entries(again.targets)) {
      expect({ name, ...counts }).toEqual({ name, ...first.targets[name], written: 0, removed: 0 })
    }
  }, 120_000)
})
