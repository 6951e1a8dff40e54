import type { Context } from '../../../platform/context.ts'

/** `customers` customers, made inside ClickHouse: half of them women, one in ten without a birthday, AUM = 100 × number. */
export async function storeSampleBank({ clickhouse }: Context, customers: number): Promise<void> {
  const numbers = { customers }
  await clickhouse.command(
    `INSERT INTO customer (customer, number, name, gender, birth_date, opened, attributes, updated)
SELECT number + 1, concat('6200', leftPad(toString(number + 1), 8, '0')), concat('客户', toString(number + 1)),
  if(number % 2 = 0, 'female', 'male'), if(number % 10 = 9, NULL, toDate32('1960-01-01') + number % 20000),
  toDate32('2015-01-01') + number % 3000, map('district', toString(number % 7)), toDateTime64('2026-11-01 00:00:00', 3)
FROM numbers({customers:UInt32})`,
    numbers,
  )
  await clickhouse.command(
    `INSERT INTO balance (customer, holding, product, class, from, to, amount, updated)
SELECT number + 1, 'a', 'current', 'current', toDate32('2026-01-01'), toDate32('2299-12-31'), (number + 1) * 100,
  toDateTime64('2026-11-01 00:00:00', 3)
FROM numbers({customers:UInt32})`,
    numbers,
  )
  await clickhouse.command(
    `INSERT INTO event (at, received, name, kind, customer, message_id)
SELECT toDateTime64('2026-10-31 01:00:00', 3) AS seen, seen, 'login', 'track', number + 1, toString(number)
FROM numbers({customers:UInt32}) WHERE number % 4 = 0`,
    numbers,
  )
}
