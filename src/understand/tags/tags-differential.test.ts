import { isDeepStrictEqual } from 'node:util'
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

  /** What differs from counting by hand, each with the rows that it was counted over. */
  async function differences<Row extends { readonly customer: number }>(
    bank: RandomBank,
    source: TagSource,
    rows: readonly Row[],
    tags: readonly NaiveTag<Row>[],
  ): Promise<string[]> {
    const wrong: string[] = []
    for (const asOf of days) {
      const found = await computed(source, tags, asOf)
      const customers = found.map(({ customer }) => customer)
      if (!isDeepStrictEqual(customers, customersOf(bank)))
        wrong.push(`${source} on ${asOf} has the customers ${customers.join(', ')}`)
      for (const { customer, ...values } of found) {
        const own = rows.filter((row) => (bank.merges.get(row.customer) ?? row.customer) === customer)
        for (const [i, { definition, value }] of tags.entries()) {
          const { clickhouse } = compileTag(tagDefinition.parse(definition)).column
          const [actual, expected] = [values[`t${i}`], value(own, asOf)]
          if (!same(actual, expected, clickhouse))
            wrong.push(
              `${JSON.stringify(definition)} of ${customer} on ${asOf} is ${actual}, not ${expected}: ${JSON.stringify(own)}`,
            )
        }
      }
    }
    return wrong
  }

  fc.sample(randomBank, { seed, numRuns: banks }).forEach((bank, i) => {
    it(`says what counting by hand says, with merges and strangers: bank ${i + 1}`, async () => {
      await storeRandomBank(t.ctx, bank)
      expect(await differences(bank, 'balance', bank.balances, naiveBalanceTags)).toEqual([])
      expect(await differences(bank, 'holding', bank.holdings, naiveHoldingTags)).toEqual([])
      expect(await differences(bank, 'ledger', bank.ledger, naiveLedgerTags)).toEqual([])
      expect(await differences(bank, 'event', bank.events, naiveEventTags)).toEqual([])
    }, 120_000)
  })
})

/** Money to the cent, other numbers to nine digits, everything else as it is. */
function same(actual: unknown, expected: unknown, clickhouse: string): boolean {
  if (clickhouse.startsWith('Decimal')) return cents(actual) === cents(expected)
  if (typeof actual !== 'number' || typeof expected !== 'number') return String(actual) === String(expected)
  // Rounding both would tell apart what lies on two sides of a half.
  return Math.abs(actual - expected) <= 1e-9 * Math.max(Math.abs(actual), Math.abs(expected))
}

const cents = (value: unknown): string => (Number(value) + 0).toFixed(2)
