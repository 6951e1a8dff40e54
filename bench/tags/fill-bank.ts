import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import type { Context } from '../../src/platform/context.ts'

/** At 12 million customers: 100 M balance intervals, 30 M holdings and 50 M events. */
const perCustomer = { balances: 100 / 12, holdings: 30 / 12, events: 50 / 12 }
const atOnce = 1_000_000

/**
 * Rows drawn by hash, a million customers at a time: accounts whose change intervals follow each other up to an open
 * one, holdings of seven classes, and three months of events with properties. Returns when background merges rest.
 */
export async function fillBank(
  { clickhouse }: Context,
  customers: number,
  onProgress: (done: number) => void,
): Promise<{ balances: number; holdings: number; events: number }> {
  const counts = {
    balances: Math.round(customers * perCustomer.balances),
    holdings: Math.round(customers * perCustomer.holdings),
    events: Math.round(customers * perCustomer.events),
  }
  for (let from = 0; from < customers; from += atOnce) {
    const size = Math.min(atOnce, customers - from)
    const part = (total: number): number => Math.round((total * size) / customers)
    for (const [sql, rows] of [
      [customerRows, size],
      [balanceRows, part(counts.balances)],
      [holdingRows, part(counts.holdings)],
      [eventRows, part(counts.events)],
    ] as const)
      await clickhouse.command(sql, { from, size, rows }, { pool: 'long' })
    onProgress(from + size)
  }
  await mergesRest(clickhouse)
  return counts
}

async function mergesRest(clickhouse: Context['clickhouse']): Promise<void> {
  for (let quiet = 0; quiet < 5;) {
    const [row] = await clickhouse.query(
      'SELECT count() AS merges FROM system.merges',
      {},
      z.object({ merges: z.coerce.number() }),
    )
    quiet = row?.merges === 0 ? quiet + 1 : 0
    await setTimeout(1000)
  }
}

const updated = `toDateTime64('2026-11-01 00:00:00', 3)`

const customerRows = `INSERT INTO customer (customer, number, name, gender, birth_date, province, city, branch, manager, opened, risk, occupation, attributes, updated)
SELECT {from:UInt32} + number + 1 AS who, toString(who), concat('客户', toString(who)), ['female', 'male'][1 + number % 2],
  toDate32('1950-01-01') + cityHash64(who) % 20000, concat('p', toString(cityHash64(who, 2) % 31)), concat('c', toString(cityHash64(who, 2) % 331)),
  concat('b', toString(cityHash64(who, 3) % 400)), if(who % 5 = 0, concat('m', toString(cityHash64(who, 4) % 3000)), ''),
  toDate32('2010-01-01') + cityHash64(who, 1) % 5800, concat('C', toString(1 + number % 5)), concat('o', toString(cityHash64(who, 5) % 20)),
  map('mobile_bank', if(who % 3 = 0, 'false', 'true'), 'id_document', hex(cityHash64(who, 6))), ${updated}
FROM numbers({rows:UInt64})`

// The k-th interval of a customer belongs to account k % 3 and ends where the account's next one begins.
const balanceRows = `INSERT INTO balance (customer, holding, product, class, from, to, amount, updated)
WITH number % {size:UInt64} AS place, intDiv(number, {size:UInt64}) AS k, {from:UInt32} + place + 1 AS who, k % 3 AS account,
  n -> toDate32('2025-08-01') + 150 * n + cityHash64(who, account, n) % 140 AS begins
SELECT who, concat('6217', toString(who), toString(account)), concat('P', toString(account)),
  if(account = 0, 'current', ['time_deposit', 'wealth', 'fund', 'insurance', 'loan'][1 + cityHash64(who, account) % 5]),
  begins(intDiv(k, 3)), if(number + 3 * {size:UInt64} >= {rows:UInt64}, toDate32('2299-12-31'), begins(intDiv(k, 3) + 1)),
  toDecimal64(exp(3 + cityHash64(number, who) % 1000 / 100), 2), ${updated}
FROM numbers({rows:UInt64})`

const holdingRows = `INSERT INTO holding (customer, holding, product, class, opened, matures, closed, status, amount, attributes, updated)
SELECT {from:UInt32} + number % {size:UInt64} + 1 AS who, concat('6217', toString(who), toString(intDiv(number, {size:UInt64}))), 'p',
  ['current', 'time_deposit', 'wealth', 'fund', 'insurance', 'credit_card', 'loan'][1 + cityHash64(number, who) % 7],
  toDate32('2025-01-01') + cityHash64(number, who, 1) % 600, toDate32('2026-11-01') + cityHash64(number, who, 2) % 365,
  if(cityHash64(number, who, 3) % 10 = 0, toDate32('2026-09-01'), NULL), 'normal',
  toDecimal64(cityHash64(number, who) % 100000, 2), map('account_class', 'I'), ${updated}
FROM numbers({rows:UInt64})`

const eventRows = `INSERT INTO event (at, received, name, kind, customer, source, channel, session, message_id, properties)
SELECT toDateTime64('2026-08-01 00:00:00', 3) + cityHash64(number, who) % 7900000 AS seen, seen,
  ['login', 'page_view', 'fund_detail_view', 'deposit_detail_view', 'bill_payment', 'transfer_success', 'fund_purchase', 'wealth_detail_view', 'branch_visit'][1 + cityHash64(number, 3) % 9] AS what,
  'track', {from:UInt32} + cityHash64(number, 1) % {size:UInt64} + 1 AS who, 1, 'app', hex(cityHash64(number, 5)), hex(cityHash64(number, who, 4)),
  multiIf(what IN ('bill_payment', 'transfer_success', 'fund_purchase'),
      map('page', what, 'app_version', '7.2.1', 'amount', toString(cityHash64(number, 6) % 1000000 / 100)),
    what LIKE '%detail_view', map('page', what, 'app_version', '7.2.1', 'product', concat('P', toString(cityHash64(number, 7) % 24))),
    map('page', what, 'app_version', '7.2.1'))
FROM numbers({rows:UInt64})`
