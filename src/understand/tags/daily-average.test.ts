import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { compileGroup } from './compile-group.ts'
import { tagDefinition } from './kinds/index.ts'

describe('daily average AUM', () => {
  let t: TestContext
  let customer = 0
  beforeAll(async () => {
    t = await openTestContext()
  })
  afterAll(() => t.close())

  /** Of one customer with these balances: from, up to but not including, amount, class. */
  async function average(
    asOf: string,
    definition: object,
    ...balances: readonly (readonly [from: string, to: string, amount: string, cls?: string])[]
  ): Promise<string> {
    customer += 1
    const rows = balances.map(([from, to, amount, cls = 'current'], i) => ({
      customer,
      holding: `h${i}`,
      class: cls,
      from,
      to,
      amount,
    }))
    await t.ctx.clickhouse.insert('customer', ['customer'], JSON.stringify({ customer }))
    await t.ctx.clickhouse.insert(
      'balance',
      ['customer', 'holding', 'class', 'from', 'to', 'amount'],
      rows.map((row) => JSON.stringify(row)).join('\n'),
    )
    const tag = {
      key: 'average',
      definition: tagDefinition.parse({ kind: 'balance_average', ...definition }),
    }
    const built = compileGroup(`average_${customer}`, 'balance', [tag], { asOf, timezone: 'Asia/Shanghai' })
    for (const sql of [built.create, ...built.compute, built.fill]) await t.ctx.clickhouse.command(sql)
    const [row] = await t.ctx.clickhouse.query(
      `SELECT toString(average) AS average FROM average_${customer} WHERE customer = ${customer}`,
      {},
      z.object({ average: z.string() }),
    )
    return row?.average ?? 'none'
  }
  const open = '2299-12-31'

  it('divides the closing balances of a month by its calendar days, or by a fixed 30', async () => {
    const january = [
      ['2026-01-01', '2026-01-11', '31000.00'],
      ['2026-01-11', open, '62000.00'],
    ] as const
    // 10 × 31,000 + 21 × 62,000 = 1,612,000
    expect(await average('2026-01-31', { period: 'month' }, ...january)).toBe('52000')
    expect(await average('2026-01-31', { period: 'month', divisor: 30 }, ...january)).toBe('53733.33')
    expect(await average('2026-02-28', { period: 'month', divisor: 30 }, ...january)).toBe('57866.67')
  })

  it('counts the days before an account was opened as days without money', async () => {
    expect(await average('2026-04-30', { period: 'month' }, ['2026-04-16', open, '1000.00'])).toBe('500')
    expect(await average('2026-04-30', { period: 'month' }, ['2026-04-30', open, '1000.00'])).toBe('33.33')
  })

  it('divides a quarter and a year by the days that have elapsed', async () => {
    // 12 of the 43 days from 1 January to 12 February.
    expect(await average('2026-02-12', { period: 'quarter' }, ['2026-02-01', open, '4300.00'])).toBe('1200')
    expect(await average('2026-02-12', { period: 'year' }, ['2026-02-01', open, '4300.00'])).toBe('1200')
    // 275 days to 2 October, of which the last 2 lie in the fourth quarter.
    const since = ['2026-10-02', open, '550.00'] as const
    expect(await average('2026-10-02', { period: 'quarter' }, since)).toBe('275')
    expect(await average('2026-10-02', { period: 'year' }, since)).toBe('2')
    // A leap year has 366.
    expect(await average('2028-12-31', { period: 'year' }, ['2028-12-31', open, '366.00'])).toBe('1')
  })

  it('adds deposits and investments, without loans, to the cent', async () => {
    expect(
      await average(
        '2026-11-01',
        { days: 3 },
        ['2026-01-01', open, '0.01'],
        ['2026-10-31', '2026-11-01', '0.01', 'fund'],
        ['2026-01-01', open, '999.99', 'loan'],
      ),
    ).toBe('0.01') // 4 cents over 3 days
    expect(await average('2026-11-01', { days: 2 }, ['2026-11-01', open, '0.01'])).toBe('0.01') // half a cent
    expect(await average('2026-11-01', { days: 1 }, ['2026-01-01', open, '99999999999999.99'])).toBe(
      '99999999999999.99',
    )
  })
})
