import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { compileGroup } from './compile-group.ts'
import { tagDefinition, type TagSource } from './kinds/index.ts'

const day = { asOf: '2026-11-01', timezone: 'Asia/Shanghai' }
const updated = '2026-11-01T00:00:00Z'

const balance = (
  customer: number,
  holding: string,
  cls: string,
  from: string,
  to: string,
  amount: string,
) => ({
  customer,
  holding,
  product: 'p',
  class: cls,
  from,
  to,
  amount,
})

const holding = (
  customer: number,
  id: string,
  cls: string,
  opened: string,
  matures: string | null,
  closed: string | null,
  amount: string,
) => ({
  customer,
  holding: id,
  product: `${cls}-1`,
  class: cls,
  opened,
  matures,
  closed,
  status: 'normal',
  amount,
})

const entry = (customer: number, id: string, at: string, amount: string, operation: string) => ({
  customer,
  holding: 'a',
  transaction: id,
  at,
  amount,
  operation,
  category: '',
})

const event = (customer: number, name: string, at: string, amount: string) => ({
  customer,
  name,
  at,
  received: at,
  kind: 'track',
  properties: { amount },
})

describe('tags of each kind', () => {
  let t: TestContext
  let tables = 0

  beforeAll(async () => {
    t = await openTestContext()
    const insert = (table: string, rows: readonly Record<string, unknown>[]): Promise<void> =>
      t.ctx.clickhouse.insert(
        table,
        [...Object.keys(rows[0] ?? {}), 'updated'],
        rows.map((row) => JSON.stringify({ ...row, updated })).join('\n'),
      )
    // 1 has everything, 2 has nothing, 4 is now 3, 9 is a stranger without a row in customer.
    await insert('customer', [
      {
        customer: 1,
        gender: 'female',
        birth_date: '2000-02-29',
        opened: '2026-11-02',
        attributes: { size: '2.5', vip: 'Yes', since: '2020-01-31' },
      },
      {
        customer: 2,
        gender: '',
        birth_date: null,
        opened: null,
        attributes: { size: 'big', vip: '', since: 'soon' },
      },
      { customer: 3, gender: 'male', birth_date: '1990-11-01', opened: '2025-11-30', attributes: {} },
    ])
    await t.ctx.clickhouse.command(`INSERT INTO customer_merge VALUES (4, 3, now64(3), 'identify', '')`)
    await t.ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
    await insert('balance', [
      balance(1, 'a', 'current', '2026-10-01', '2026-10-23', '100.00'),
      balance(1, 'a', 'current', '2026-10-23', '2026-10-28', '1000.05'),
      balance(1, 'a', 'current', '2026-10-28', '2299-12-31', '50.00'),
      balance(1, 'f', 'fund', '2026-10-28', '2026-11-01', '500.00'),
      balance(1, 'l', 'loan', '2026-01-01', '2299-12-31', '9999.00'),
      balance(1, 'o', 'credit_card', '2026-01-01', '2026-10-20', '-90.00'),
      balance(1, 'o', 'credit_card', '2026-10-20', '2299-12-31', '-70.00'),
      balance(3, 'b', 'fund', '2026-11-01', '2299-12-31', '10.00'),
      balance(4, 'c', 'fund', '2026-10-01', '2299-12-31', '5.00'),
      balance(9, 'd', 'fund', '2026-10-01', '2299-12-31', '7.00'),
    ])
    await insert('holding', [
      holding(1, 'a', 'time_deposit', '2026-01-01', '2026-11-08', null, '100.10'),
      holding(1, 'b', 'time_deposit', '2026-01-01', '2026-10-31', null, '200.20'),
      holding(1, 'c', 'time_deposit', '2026-01-01', '2026-11-02', '2026-11-01', '400.00'),
      holding(1, 'd', 'card', '2026-11-02', null, null, '0'),
      holding(4, 'e', 'card', '2026-11-01', null, '2026-11-02', '0'),
    ])
    await insert('ledger', [
      entry(1, 't1', '2026-10-31T15:59:59.999Z', '5000.00', 'salary'), // 31 October, 23:59:59 in Shanghai
      entry(1, 't2', '2026-10-31T16:00:00.000Z', '-20.50', 'payment'), // 1 November
      entry(1, 't3', '2026-11-01T15:59:59.999Z', '-9.50', 'payment'),
      entry(1, 't4', '2026-11-01T16:00:00.000Z', '-77.00', 'payment'), // 2 November: not yet
      entry(4, 't5', '2026-09-01T00:00:00.000Z', '1.00', 'salary'),
    ])
    await t.ctx.clickhouse.insert(
      'event',
      ['customer', 'name', 'at', 'received', 'kind', 'properties'],
      [
        event(1, 'login', '2026-10-25T15:59:59.000Z', ''),
        event(1, 'login', '2026-10-25T16:00:00.000Z', ''),
        event(1, 'login', '2026-10-31T16:00:00.000Z', ''),
        event(1, 'login', '2026-11-01T16:00:00.000Z', ''),
        event(1, 'buy', '2026-10-30T00:00:00.000Z', '99.5'),
        event(1, 'buy', '2026-10-30T00:00:00.000Z', 'many'),
        event(4, 'login', '2026-10-01T00:00:00.000Z', ''),
        event(9, 'login', '2026-10-01T00:00:00.000Z', ''),
      ]
        .map((row) => JSON.stringify(row))
        .join('\n'),
    )
  })
  afterAll(() => t.close())

  /** The tag's values of customers 1, 2 and 3 – which must be all rows there are. */
  async function values(
    source: TagSource,
    definition: Record<string, unknown>,
    on = day,
  ): Promise<unknown[]> {
    tables += 1
    const table = `values_${tables}`
    const build = compileGroup(
      table,
      source,
      [{ key: 'value', definition: tagDefinition.parse(definition) }],
      on,
    )
    for (const statement of [build.create, ...build.compute, build.fill])
      await t.ctx.clickhouse.command(statement)
    const rows = await t.ctx.clickhouse.query(
      `SELECT customer, value FROM ${table} ORDER BY customer`,
      {},
      z.object({ customer: z.number(), value: z.unknown() }),
    )
    expect(rows.map((row) => row.customer)).toEqual([1, 2, 3])
    return rows.map((row) => row.value)
  }

  it.each([
    ['customer', { kind: 'attribute', column: 'gender' }, ['female', '', 'male']],
    ['customer', { kind: 'attribute', column: 'birth_date' }, ['2000-02-29', null, '1990-11-01']],
    ['customer', { kind: 'attribute', attribute: 'size' }, ['2.5', 'big', '']],
    ['customer', { kind: 'attribute', attribute: 'size', type: 'number' }, [2.5, null, null]],
    ['customer', { kind: 'attribute', attribute: 'vip', type: 'boolean' }, [true, null, null]],
    ['customer', { kind: 'attribute', attribute: 'since', type: 'date' }, ['2020-01-31', null, null]],
    ['customer', { kind: 'age' }, [26, null, 36]],
    ['customer', { kind: 'age', column: 'opened', unit: 'months' }, [null, null, 11]],
    ['customer', { kind: 'age', column: 'opened', unit: 'days' }, [null, null, 336]],

    ['balance', { kind: 'balance_at' }, ['50', '0', '15']],
    ['balance', { kind: 'balance_at', daysAgo: 2 }, ['550', '0', '5']],
    ['balance', { kind: 'balance_at', classes: ['loan'] }, ['9999', '0', '0']],
    // 22 × 100, 5 × 1000.05, 4 × 550 (50 in current), 1 × 50
    ['balance', { kind: 'balance_average', days: 6 }, ['541.68', '0', '6.67']],
    ['balance', { kind: 'balance_average', days: 6, divisor: 30 }, ['108.34', '0', '1.33']],
    ['balance', { kind: 'balance_average', period: 'month' }, ['50', '0', '15']],
    ['balance', { kind: 'balance_average', period: 'quarter', classes: ['current'] }, ['232.82', '0', '0']],
    ['balance', { kind: 'balance_average', since: '2026-10-31' }, ['300', '0', '10']],
    ['balance', { kind: 'balance_average', since: '2026-12-01' }, ['0', '0', '0']],
    ['balance', { kind: 'balance_peak', days: 5 }, ['550', '0', '15']],
    ['balance', { kind: 'balance_peak', days: 30 }, ['1000.05', '0', '15']],
    ['balance', { kind: 'balance_peak', days: 1 }, ['50', '0', '15']],
    ['balance', { kind: 'balance_peak', days: 30, classes: ['credit_card'] }, ['-70', '0', '0']],
    ['balance', { kind: 'balance_peak', days: 365, classes: ['credit_card'] }, ['0', '0', '0']],
    ['balance', { kind: 'balance_change', days: 5 }, ['-950.05', '0', '10']],
    ['balance', { kind: 'balance_change', days: 1, as: 'share' }, [-10 / 11, null, 2]],

    ['balance', { kind: 'balance_share', of: ['fund'] }, [0, null, 1]],
    [
      'balance',
      { kind: 'tier', base: 'standard', tiers: [{ name: 'gold', from: 100 }] },
      ['gold', 'standard', 'standard'],
    ],

    ['holding', { kind: 'holding_count' }, [2, 0, 1]],
    [
      'holding',
      { kind: 'holding_count', classes: ['time_deposit'], products: ['time_deposit-1'] },
      [2, 0, 0],
    ],
    ['holding', { kind: 'holding_has', classes: ['card'], statuses: ['normal'] }, [false, false, true]],
    ['holding', { kind: 'holding_sum' }, ['300.3', '0', '0']],
    ['holding', { kind: 'days_to_maturity' }, [7, null, null]],

    ['ledger', { kind: 'ledger_count' }, [3, 0, 1]],
    ['ledger', { kind: 'ledger_count', days: 1 }, [2, 0, 0]],
    ['ledger', { kind: 'ledger_sum', direction: 'debit', days: 30 }, ['-30', '0', '0']],
    ['ledger', { kind: 'ledger_sum', operations: ['salary'] }, ['5000', '0', '1']],
    ['ledger', { kind: 'ledger_days_since', operations: ['salary'] }, [1, null, 61]],

    ['ledger', { kind: 'ledger_value', aggregate: 'max', direction: 'debit' }, [20.5, null, null]],
    ['ledger', { kind: 'ledger_value', aggregate: 'avg' }, [5030 / 3, null, 1]],
    ['ledger', { kind: 'ledger_value', field: 'operation', aggregate: 'top' }, ['payment', '', 'salary']],
    ['ledger', { kind: 'ledger_value', field: 'operation', aggregate: 'last' }, ['payment', '', 'salary']],
    ['ledger', { kind: 'ledger_value', field: 'operation', aggregate: 'distinct' }, [2, 0, 1]],

    ['event', { kind: 'event_value', property: 'amount', aggregate: 'sum' }, [99.5, 0, 0]],
    ['event', { kind: 'event_value', property: 'amount', aggregate: 'min' }, [99.5, null, null]],
    ['event', { kind: 'event_value', property: 'amount', aggregate: 'distinct' }, [2, 0, 0]],
    ['event', { kind: 'event_value', property: 'amount', aggregate: 'top', days: 30 }, ['99.5', '', '']],
    [
      'event',
      { kind: 'event_value', property: 'amount', aggregate: 'first', events: ['login'] },
      ['', '', ''],
    ],
    ['event', { kind: 'event_count', events: ['login'] }, [3, 0, 1]],
    ['event', { kind: 'event_count', events: ['login'], days: 7 }, [2, 0, 0]],
    ['event', { kind: 'event_count', where: [{ property: 'amount', op: 'gt', value: 50 }] }, [1, 0, 0]],
    ['event', { kind: 'event_active_days' }, [4, 0, 1]],
    ['event', { kind: 'event_days_since', events: ['login'] }, [0, null, 31]],
    ['event', { kind: 'event_date', pick: 'first', events: ['login'] }, ['2026-10-25', null, '2026-10-01']],
    ['event', { kind: 'event_date', pick: 'last', days: 30 }, ['2026-11-01', null, null]],
  ] as const)('%s %j', async (source, definition, expected) => {
    expect(await values(source, definition)).toEqual(expected)
  })

  it('completes a birthday on 29 February on 1 March of a common year', async () => {
    const ages = { '2026-02-28': 25, '2026-03-01': 26, '2028-02-28': 27, '2028-02-29': 28 }
    for (const [asOf, age] of Object.entries(ages)) {
      expect((await values('customer', { kind: 'age' }, { ...day, asOf }))[0]).toBe(age)
    }
  })
})
