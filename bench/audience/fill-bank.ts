import type { ClickHouse } from '../../src/platform/clickhouse/clickhouse.ts'
import { identifier } from '../../src/platform/clickhouse/literal.ts'
import { benchGroups } from './tags.ts'

const atOnce = 1_000_000
/** 50 million events of 12 million customers. */
const eventsPerCustomer = 50 / 12

/** Shares of a hundred events. */
const events = {
  login: 40,
  page_view: 25,
  fund_view: 14,
  transfer: 10,
  bill_payment: 6,
  branch_visit: 3,
  fund_purchase: 2,
}
const names = Object.entries(events).flatMap(([event, share]) => Array<string>(share).fill(`'${event}'`))

/**
 * Customers 1 … `customers`, their events, and the tables of their tag groups as a refresh leaves them. Everything is
 * drawn by hash of the customer or of the event's number, so that any part of the bank is the same in every run.
 */
export async function fillBank(clickhouse: ClickHouse, customers: number): Promise<void> {
  for (const group of benchGroups) {
    const columns = group.tags.map(({ key, type }) => `${identifier(key)} ${type}`)
    await clickhouse.command(
      `CREATE TABLE ${identifier(`tag_${group.key}`)} (customer UInt32, ${columns.join(', ')}) ENGINE = MergeTree ORDER BY customer`,
    )
  }
  for (let from = 0; from < customers; from += atOnce) {
    const size = Math.min(atOnce, customers - from)
    const insert = (sql: string): Promise<void> =>
      clickhouse.command(
        sql,
        {
          from,
          size,
          firstEvent: Math.round(from * eventsPerCustomer),
          events: Math.round((from + size) * eventsPerCustomer) - Math.round(from * eventsPerCustomer),
        },
        { pool: 'long', settings: { max_insert_threads: 2 } },
      )
    await insert(`INSERT INTO customer (customer, number, updated)
SELECT {from:UInt32} + number + 1 AS who, leftPad(toString(who), 10, '0'), toDateTime64('2026-11-01 00:00:00', 3)
FROM numbers({size:UInt64})`)
    for (const group of benchGroups)
      await insert(`INSERT INTO ${identifier(`tag_${group.key}`)}
SELECT customer, ${group.tags.map((tag) => tag.value).join(', ')}
FROM (SELECT toUInt32({from:UInt32} + number + 1) AS customer FROM numbers({size:UInt64}))`)
    await insert(`INSERT INTO event (at, received, name, kind, customer, properties)
SELECT toDateTime64('2026-08-03 00:00:00', 3) + cityHash64(n, 'at') % 7776000 AS seen, seen,
  [${names.join(', ')}][1 + cityHash64(n, 'name') % 100] AS event, 'track',
  {from:UInt32} + cityHash64(n, 'who') % {size:UInt64} + 1,
  multiIf(event IN ('transfer', 'fund_purchase', 'bill_payment'), map('amount', toString(cityHash64(n, 'amount') % 500000 / 100)),
    event IN ('page_view', 'fund_view'), map('page', ['home', 'list', 'detail', 'chart'][1 + cityHash64(n, 'page') % 4]), map())
FROM (SELECT {firstEvent:UInt64} + number AS n FROM numbers({events:UInt64}))`)
  }
}
