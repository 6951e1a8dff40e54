import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { summariseCustomers } from './summarise-customers.ts'

describe('the customer summary', () => {
  let t: TestContext
  beforeAll(async () => {
    t = await openTestContext()
  })
  afterAll(() => t.close())

  it('is zero in an empty bank', async () => {
    expect(await summariseCustomers(t.ctx)).toEqual({ known: 0, anonymous: 0, aum: '0', day: '2026-11-01' })
  })

  it('counts merged customers once, strangers apart, and only open AUM balances', async () => {
    const { clickhouse } = t.ctx
    await clickhouse.command(
      `INSERT INTO customer (customer, updated) SELECT number, now64(3) FROM numbers(1, 3)`,
    )
    await clickhouse.command(
      `INSERT INTO customer_merge VALUES (2, 1, now64(3), 'identify', ''), (8, 3, now64(3), 'identify', '')`,
    )
    await clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
    await clickhouse.command(
      `INSERT INTO identifier SELECT 'device', toString(number), number, now64(3) FROM numbers(1, 9)`,
    )
    await clickhouse.command(
      `INSERT INTO balance (customer, holding, product, class, from, to, amount, updated) VALUES
        (1, 'a', 'p', 'fund', '2026-10-01', '2026-11-01', 999, now64(3)),
        (1, 'a', 'p', 'fund', '2026-11-01', '2299-12-31', 100.10, now64(3)),
        (1, 'b', 'p', 'loan', '2026-10-01', '2299-12-31', 500, now64(3)),
        (3, 'c', 'p', 'current', '2026-11-02', '2299-12-31', 7, now64(3))`,
    )
    // 1 and 3 are known; of 1…9 the numbers 4, 5, 6, 7 and 9 are strangers.
    expect(await summariseCustomers(t.ctx)).toEqual({
      known: 2,
      anonymous: 5,
      aum: '100.1',
      day: '2026-11-01',
    })
  })
})
