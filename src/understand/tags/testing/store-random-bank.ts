import type { Context } from '../../../platform/context.ts'
import type { RandomBank } from './random-bank.ts'

const updated = '2026-11-01T00:00:00Z'
const before = '2026-10-01T00:00:00Z'

/** Empty the bank's tables and store this one; every row that can be replaced has an older version that was different. */
export async function storeRandomBank({ clickhouse }: Context, bank: RandomBank): Promise<void> {
  for (const table of ['customer', 'customer_merge', 'balance', 'holding', 'ledger', 'event'])
    await clickhouse.command(`TRUNCATE TABLE ${table}`)
  const insert = async (table: string, rows: readonly Record<string, unknown>[]): Promise<void> => {
    const [first] = rows
    if (first)
      await clickhouse.insert(table, Object.keys(first), rows.map((row) => JSON.stringify(row)).join('\n'))
  }
  await insert(
    'customer',
    bank.customers.map((customer) => ({ customer, number: String(customer), updated })),
  )
  await insert(
    'customer_merge',
    [...bank.merges].map(([customer, into]) => ({ customer, into, at: updated, reason: 'identify' })),
  )
  await clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
  for (const [table, rows] of [
    ['balance', bank.balances],
    ['holding', bank.holdings],
    ['ledger', bank.ledger.map((row) => ({ ...row, holding: 'a' }))],
  ] as const) {
    await insert(table, older(rows))
    await insert(table, rows.map(money))
  }
  await insert(
    'event',
    bank.events.map((row) => ({ ...row, received: row.at, kind: 'track' })),
  )
}

/** Cents as `-12.05`. */
export function decimal(cents: number | bigint): string {
  const whole = BigInt(cents)
  const size = whole < 0n ? -whole : whole
  return `${whole < 0n ? '-' : ''}${size / 100n}.${String(size % 100n).padStart(2, '0')}`
}

const money = ({ cents, ...row }: { readonly cents: number }): Record<string, unknown> => ({
  ...row,
  amount: decimal(cents),
  updated,
})

const older = (rows: readonly { readonly cents: number }[]): Record<string, unknown>[] =>
  rows.map((row) => ({ ...money({ ...row, cents: row.cents + 777 }), updated: before }))
