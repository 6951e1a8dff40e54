import * as fc from 'fast-check'
import type { Context } from '../../../platform/context.ts'
import type { CatalogueTag, RuleCatalogue } from '../catalogue.ts'

/** A bank small enough to be evaluated by hand, with everything awkward in it: nulls, merges, strangers, closed holdings. */
export interface SmallBank {
  readonly customers: readonly {
    customer: number
    number: string
    gender: string
    birth_date: string | null
    opened: string | null
    attributes: Record<string, string>
  }[]
  readonly profile: readonly {
    customer: number
    score: number | null
    level: string
    joined: string | null
  }[]
  readonly money: readonly { customer: number; aum: string; visits: number; vip: boolean }[]
  readonly holdings: readonly {
    customer: number
    holding: string
    class: string
    opened: string
    matures: string | null
    closed: string | null
    amount: string
  }[]
  readonly events: readonly {
    customer: number
    name: string
    at: string
    properties: Record<string, string>
  }[]
  readonly members: readonly number[]
  readonly guests: readonly number[]
  readonly merges: readonly { customer: number; into: number }[]
}

/** Segment and snapshot version that the bank's `members` belong to. */
export const memberSegment = { id: 1, version: 2 }
export const guestList = { id: 4, version: 7 }
export const people = 40

export const numberOfCustomer = (customer: number): string => `62${String(customer).padStart(6, '0')}`
const customerNumber = fc.integer({ min: 1, max: people })
const day = fc.constantFrom('2026-10-02', '2026-10-30', '2026-11-01', '2026-11-04', '2026-12-24')
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 3 })
const onePerCustomer = <T extends { customer: number }>(row: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.uniqueArray(row, { minLength: 20, maxLength: people, selector: (value) => value.customer })

const anyBank: fc.Arbitrary<SmallBank> = fc.record({
  customers: onePerCustomer(
    fc.record({
      customer: customerNumber,
      gender: fc.constantFrom('female', 'male', ''),
      birth_date: maybe(
        fc.constantFrom(
          '1984-02-29',
          '1999-02-28',
          '1970-03-01',
          '2001-11-01',
          '1990-11-07',
          '1960-12-31',
          '1955-01-01',
        ),
      ),
      opened: maybe(day),
      attributes: fc.record({
        district: fc.constantFrom('a', 'b', ''),
        size: fc.constantFrom('1', '2.5', 'x', ''),
      }),
    }),
  ).map((rows) => rows.map((row) => ({ ...row, number: numberOfCustomer(row.customer) }))),
  profile: onePerCustomer(
    fc.record({
      customer: customerNumber,
      score: maybe(fc.integer({ min: -3, max: 3 })),
      level: fc.constantFrom('gold', 'silver', "o'hara {x:String}", ''),
      joined: maybe(day),
    }),
  ),
  money: onePerCustomer(
    fc.record({
      customer: customerNumber,
      aum: fc.constantFrom('0.00', '0.10', '999.99', '1000.00', '-5.50'),
      visits: fc.integer({ min: 0, max: 4 }),
      vip: fc.boolean(),
    }),
  ),
  holdings: fc
    .array(
      fc.record({
        customer: customerNumber,
        class: fc.constantFrom('fund', 'time_deposit'),
        opened: day,
        matures: maybe(day),
        closed: maybe(day),
        amount: fc.constantFrom('0.00', '0.10', '500.25'),
      }),
      { minLength: 30, maxLength: 60 },
    )
    .map((rows) => rows.map((row, i) => ({ ...row, holding: `h${i}` }))),
  events: fc.array(
    fc.record({
      customer: customerNumber,
      name: fc.constantFrom('login', 'buy'),
      at: fc.constantFrom(
        '2026-10-02T01:59:59.999Z',
        '2026-10-25T02:00:00.000Z',
        '2026-10-25T02:00:00.001Z',
        '2026-10-25T16:00:00.000Z',
        '2026-11-01T02:00:00.000Z',
        '2026-11-01T02:00:00.001Z',
      ),
      properties: fc.record({
        amount: fc.constantFrom('5', '12.5', 'many', ''),
        page: fc.constantFrom('home', 'fund', ''),
      }),
    }),
    { minLength: 40, maxLength: 120 },
  ),
  members: fc.uniqueArray(customerNumber, { minLength: 5, maxLength: 15 }),
  guests: fc.uniqueArray(customerNumber, { minLength: 5, maxLength: 15 }),
  merges: fc
    .uniqueArray(customerNumber, { minLength: 2, maxLength: 6 })
    .map((numbers) => numbers.slice(1).map((customer) => ({ customer, into: numbers[0] ?? customer }))),
})

/** Tag tables and snapshots hold only customers (refresh and snapshot see to it); everything else may be about strangers. */
export const smallBank = anyBank.map((bank): SmallBank => {
  const known = new Set(bank.customers.map(({ customer }) => customer))
  const among = <T extends { customer: number }>(rows: readonly T[]): T[] =>
    rows.filter(({ customer }) => known.has(customer))
  return {
    ...bank,
    profile: among(bank.profile),
    money: among(bank.money),
    members: bank.members.filter((member) => known.has(member)),
    guests: bank.guests.filter((guest) => known.has(guest)),
  }
})

const name = (en: string): { 'zh-CN': string; en: string } => ({ 'zh-CN': `「${en}」`, en })
const tags: CatalogueTag[] = [
  {
    key: 'score',
    table: 'tag_profile',
    column: { type: 'number', clickhouse: 'Nullable(Float64)', missing: 'null' },
  },
  {
    key: 'level',
    table: 'tag_profile',
    column: { type: 'string', clickhouse: 'LowCardinality(String)', missing: 'empty' },
  },
  {
    key: 'joined',
    table: 'tag_profile',
    column: { type: 'date', clickhouse: 'Nullable(Date32)', missing: 'null' },
  },
  {
    key: 'aum',
    table: 'tag_money',
    column: { type: 'number', clickhouse: 'Decimal(18, 2)', missing: 'never' },
  },
  { key: 'visits', table: 'tag_money', column: { type: 'number', clickhouse: 'UInt32', missing: 'never' } },
  { key: 'vip', table: 'tag_money', column: { type: 'boolean', clickhouse: 'Bool', missing: 'never' } },
].map((tag) => ({ ...tag, name: name(tag.key), unit: tag.key === 'aum' ? 'CNY' : '' }) as CatalogueTag)

export const catalogue: RuleCatalogue = {
  tags: new Map([
    ...tags.map((tag): [string, CatalogueTag] => [tag.key, tag]),
    [
      'planned',
      {
        key: 'planned',
        name: name('planned'),
        unit: '',
        table: null,
        column: { type: 'number', clickhouse: 'UInt32', missing: 'never' },
      },
    ],
  ]),
  segments: new Map([
    [
      'regulars',
      { key: 'regulars', name: name('Regulars'), id: memberSegment.id, snapshot: memberSegment.version },
    ],
    ['empty', { key: 'empty', name: name('Empty'), id: 9, snapshot: null }],
  ]),
  lists: new Map([['guests', { key: 'guests', name: name('Guests'), ...guestList }]]),
}

const lines = (rows: readonly object[]): string => rows.map((row) => JSON.stringify(row)).join('\n')

/** Put the bank into empty stores. */
export async function storeSmallBank({ clickhouse }: Context, bank: SmallBank): Promise<void> {
  const insert = (table: string, rows: readonly object[]): Promise<void> =>
    rows.length === 0 ? Promise.resolve() : clickhouse.insert(table, Object.keys(rows[0] ?? {}), lines(rows))
  await clickhouse.command(
    `CREATE TABLE tag_profile (customer UInt32, score Nullable(Float64), level LowCardinality(String), joined Nullable(Date32)) ENGINE = MergeTree ORDER BY customer`,
  )
  await clickhouse.command(
    `CREATE TABLE tag_money (customer UInt32, aum Decimal(18, 2), visits UInt32, vip Bool) ENGINE = MergeTree ORDER BY customer`,
  )
  const updated = '2026-11-01T00:00:00Z'
  await insert(
    'customer',
    bank.customers.map((row) => ({
      ...row,
      updated: '2026-10-01T00:00:00Z',
      gender: 'male',
      attributes: {},
    })),
  )
  await insert(
    'customer',
    bank.customers.map((row) => ({ ...row, updated })),
  )
  await insert('tag_profile', bank.profile)
  await insert('tag_money', bank.money)
  await insert(
    'holding',
    bank.holdings.map((row) => ({ ...row, updated })),
  )
  await insert(
    'event',
    bank.events.map((row) => ({ ...row, received: row.at, kind: 'track' })),
  )
  await insert('segment_member', [
    ...bank.members.map((customer) => ({
      segment: memberSegment.id,
      version: memberSegment.version,
      customer,
    })),
    ...Array.from({ length: people }, (_, i) => ({ segment: memberSegment.id, version: 3, customer: i + 1 })),
  ])
  await insert(
    'customer_list_member',
    bank.guests.map((customer) => ({ list: guestList.id, version: guestList.version, customer })),
  )
  await insert(
    'customer_merge',
    bank.merges.map((row) => ({ ...row, at: updated })),
  )
  await clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
}
