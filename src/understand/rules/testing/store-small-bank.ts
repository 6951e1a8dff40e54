import type { Context } from '../../../platform/context.ts'
import type { SmallBank } from './small-bank.ts'
import { tagColumns } from './small-catalogue.ts'

const filled = [
  'customer',
  'holding',
  'event',
  'identifier',
  'contact_point',
  'relation',
  'customer_merge',
] as const
/** Two banks may hold the same rows. */
const asWritten = { settings: { insert_deduplicate: 0 } }
const lines = (rows: readonly object[]): string => rows.map((row) => JSON.stringify(row)).join('\n')

/** Make the bank the only one there is; its merges are left for later. */
export async function storeSmallBank({ clickhouse }: Context, bank: SmallBank): Promise<void> {
  const insert = (table: string, rows: readonly object[]): Promise<void> =>
    rows.length === 0
      ? Promise.resolve()
      : clickhouse.insert(table, Object.keys(rows[0] ?? {}), lines(rows), asWritten)
  for (const table of filled) await clickhouse.command(`TRUNCATE TABLE ${table}`)
  await clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
  for (const [table, columns] of Object.entries(tagColumns)) {
    const defined = Object.entries(columns).map(([key, { clickhouse: type }]) => `${key} ${type}`)
    await clickhouse.command(
      `CREATE OR REPLACE TABLE ${table} (customer UInt32, ${defined.join(', ')}) ENGINE = MergeTree ORDER BY customer`,
    )
  }
  // Rows that newer ones replace say something else.
  const older = { updated: '2026-10-01T00:00:00Z' }
  const newer = { updated: '2026-11-01T00:00:00Z' }
  await insert(
    'customer',
    bank.customers.map((row) => ({ ...row, ...older, name: '', gender: 'male', attributes: {} })),
  )
  await insert(
    'holding',
    bank.holdings.map((row) => ({ ...row, ...older, class: 'fund', amount: '500.25', closed: null })),
  )
  await insert(
    'customer',
    bank.customers.map((row) => ({ ...row, ...newer })),
  )
  await insert(
    'holding',
    bank.holdings.map((row) => ({ ...row, ...newer })),
  )
  await insert(
    'identifier',
    bank.phones.map((row) => ({ ...row, first_seen: newer.updated })),
  )
  await insert(
    'contact_point',
    bank.contacts.map((row) => ({ ...row, ...older, value: row.value === '' ? 'sealed' : '' })),
  )
  await insert(
    'contact_point',
    bank.contacts.map((row) => ({ ...row, ...newer })),
  )
  await insert(
    'relation',
    bank.relations.map((row) => ({ ...row, ...older, detail: 'spouse' })),
  )
  await insert(
    'relation',
    bank.relations.map((row) => ({ ...row, ...newer })),
  )
  await insert('tag_profile', bank.profile)
  await insert('tag_money', bank.money)
  await insert(
    'event',
    bank.events.map((row) => ({ ...row, received: row.at, kind: 'track' })),
  )
}

/** Merge (and un-merge) the bank's customers, as happens while everything else stands. */
export async function storeMerges({ clickhouse }: Context, { merges }: SmallBank): Promise<void> {
  await clickhouse.insert('customer_merge', ['customer', 'into', 'at'], lines(merges), asWritten)
  await clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
}
