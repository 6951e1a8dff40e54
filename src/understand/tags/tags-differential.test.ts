import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { compileGroup } from './compile-group.ts'
import { customerBlocks } from './customer-blocks.ts'
import { compileTag, type TagSource, tagDefinition } from './kinds/index.ts'
import {
  naiveBalanceTags,
  naiveEventTags,
  naiveHoldingTags,
  naiveLedgerTags,
  type NaiveTag,
} from './testing/naive-tags.ts'
import { type RandomBank, randomBank } from './testing/random-bank.ts'
import { storeRandomBank } from './testing/store-random-bank.ts'

const seed = Number(process.env['TAGS_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const banks = 3
const customersPerBlock = 7
/** The day of the refresh, and two to fill in afterwards. */
const days = ['2026-11-01', '2026-02-28', '2025-12-31']

describe(`tags computed block by block (TAGS_SEED=${seed})`, () => {
  let t: TestContext
  let tables = 0
  beforeAll(async () => {
    t = await openTestContext()
  })
  afterAll(() => t.close())

  async function computed(source: TagSource, tags: readonly NaiveTag<never>[], asOf: string) {
    tables += 1
    const table = `computed_${tables}`
    const blocks = await customerBlocks(t.ctx.clickhouse, {}, customersPerBlock)
    expect(blocks.blocks.length).toBeGreaterThan(2)
    const built = compileGroup(
      table,
      source,
      tags.map(({ definition }, i) => ({ key: `t${i}`, definition: tagDefinition.parse(definition) })),
      { asOf, timezone: 'Asia/Shanghai' },
      { blocks, bindings: new Map(), joined: [], membersSql: () => '' },
    )
    for (const sql of [built.create, ...built.compute, built.fill]) await t.ctx.clickhouse.command(sql)
    const rows = await t.ctx.clickhouse.query(
      `SELECT * FROM ${table} ORDER BY customer`,
      {},
      z.record(z.string(), z.unknown()),
    )
    await t.ctx.clickhouse.command(`DROP TABLE ${table} SYNC`)
    return rows
  }

  /** Known customers under their canonical numbers. */
  function customersOf({ customers, merges }: RandomBank): number[] {
    return [...new Set(customers.map((customer) => merges.get(customer) ?? customer))].toSorted(
      (a, b) => a - b,
    )
  }

  async function compare<Row extends { readonly customer: number }>(
    bank: RandomBank,
    source: TagSource,
    rows: readonly Row[],
    tags: readonly NaiveTag<Row>[],
  ): Promise<void> {
    for (const asOf of days) {
      const found = await computed(source, tags, asOf)
      expect(found.map(({ customer }) => customer)).toEqual(customersOf(bank))
      for (const { customer, ...values } of found) {
        const own = rows.filter((row) => (bank.merges.get(row.customer) ?? row.customer) === customer)
        tags.forEach(({ definition, value }, i) => {
          const expected = value(own, asOf)
          const money = compileTag(tagDefinition.parse(definition)).column.clickhouse.startsWith('Decimal')
          const actual = money ? Number(values[`t${i}`]).toFixed(2) : values[`t${i}`]
          const what = `${JSON.stringify(definition)} of customer ${customer} on ${asOf}: ${JSON.stringify(own)}`
          if (typeof expected === 'number' && !Number.isInteger(expected))
            expect(actual, what).toBeCloseTo(expected, 6)
          else expect(actual, what).toEqual(expected === '-0.00' ? '0.00' : expected)
        })
      }
    }
  }

  fc.sample(randomBank, { seed, numRuns: banks }).forEach((bank, i) => {
    it(`says what counting by hand says, with merges and strangers: bank ${i + 1}`, async () => {
      await storeRandomBank(t.ctx, bank)
      await compare(bank, 'balance', bank.balances, naiveBalanceTags)
      await compare(bank, 'holding', bank.holdings, naiveHoldingTags)
      await compare(bank, 'ledger', bank.ledger, naiveLedgerTags)
      await compare(bank, 'event', bank.events, naiveEventTags)
    }, 120_000)
  })
})
