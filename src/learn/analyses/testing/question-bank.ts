import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { SmallEvent } from './naive-funnel.ts'
import { smallEvents, storeSmallEvents } from './small-events.ts'

const people = 240
const start = Date.parse('2026-08-31T16:00:00Z')
/** Merged customers and whom they are. */
const merged: ReadonlyMap<number, number> = new Map([
  [5, 6],
  [20, 21],
  [33, 40],
])

export interface SmallBalance {
  readonly customer: number
  readonly class: string
  readonly from: string
  readonly to: string
  readonly amount: number
}

/** A bank that questions are asked about, as its tables hold it and as the naive evaluators see it. */
export interface QuestionBank {
  /** By the customers they belong to after merges. */
  readonly events: readonly SmallEvent[]
  readonly balances: readonly SmallBalance[]
  /** Everybody who is a customer and no visitor. */
  readonly known: ReadonlySet<number>
  /** Every number that stands in the customers' table. */
  readonly stored: readonly number[]
  readonly gender: (customer: number) => string
  /** The branch that the customer's place counts to. */
  readonly branch: (customer: number) => string
}

const amounts = ['', '12.5', '-3', 'abc', '7', '100', '0']
const cities = ['福州', '厦门', 'O’Brien', "it's", '$end', '泉州', '龙岩', ' ']
const genderOf = (customer: number): string => ['female', 'male', ''][customer % 3] ?? ''
const placeOf = (customer: number): string => ['S1', 'S2', 'B2', ''][customer % 4] ?? ''
const branches: Readonly<Record<string, string>> = { S1: 'B1', S2: 'B2', B2: 'B2' }
/** One in ten is a visitor; those merged are nobody of their own any more. */
const isCustomer = (customer: number): boolean => customer % 10 !== 9

/**
 * Sixty days of Shanghai, from 2026-09-01: many events at one instant and at midnight, numbers that are none, values
 * that need quoting, visitors, merged customers, balances that change within the days.
 */
export async function storeQuestionBank({
  clickhouse,
  postgres,
}: Pick<Context, 'clickhouse' | 'postgres'>): Promise<QuestionBank> {
  const events = smallEvents(people, 23).map((one, i) => ({
    ...one,
    at: start + 6 * (one.at - start),
    properties: {
      ...one.properties,
      amount: amounts[(i * 7 + one.customer) % amounts.length] ?? '',
      city: i % 5 === 0 ? '' : (cities[(i * i + one.customer) % cities.length] ?? ''),
    },
  }))
  await storeSmallEvents(clickhouse, events)
  const customers = Array.from({ length: people }, (_, i) => i + 1).filter(isCustomer)
  await clickhouse.insert(
    'customer',
    ['customer', 'number', 'name', 'gender', 'branch', 'updated'],
    customers
      .map((customer) =>
        JSON.stringify({
          customer,
          number: String(1000 + customer),
          name: '王小明',
          gender: genderOf(customer),
          branch: placeOf(customer),
          updated: '2026-08-01T00:00:00Z',
        }),
      )
      .join('\n'),
  )
  await clickhouse.insert(
    'customer_merge',
    ['customer', 'into', 'at', 'reason', 'evidence'],
    [...merged]
      .map(([customer, into]) =>
        JSON.stringify({ customer, into, at: '2026-10-01T00:00:00Z', reason: 'identify', evidence: '' }),
      )
      .join('\n'),
  )
  await clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
  const balances = customers.flatMap((customer): SmallBalance[] => {
    if (customer % 5 === 0) return []
    const cents = (customer * 7919) % 2_000_000
    const changed = `2026-09-${String(1 + (customer % 30)).padStart(2, '0')}`
    const first = { customer, class: customer % 7 === 0 ? 'loan' : 'current', amount: cents / 100 }
    return [
      { ...first, from: '2026-01-01', to: customer % 4 === 0 ? '2299-12-31' : changed },
      ...(customer % 3 === 0
        ? [
            {
              customer,
              class: 'fund',
              from: changed,
              to: '2026-10-10',
              amount: ((cents * 31) % 3_000_000) / 100,
            },
          ]
        : []),
    ]
  })
  await clickhouse.insert(
    'balance',
    ['customer', 'holding', 'product', 'class', 'from', 'to', 'amount', 'updated'],
    balances
      .map((one) =>
        JSON.stringify({ ...one, holding: one.class, product: 'p', updated: '2026-08-01T00:00:00Z' }),
      )
      .join('\n'),
  )
  await sql`INSERT INTO organisation (code, parent, name, level) VALUES ('B1', NULL, '一分行', 'branch'), ('B2', NULL, '二分行', 'branch'), ('S1', 'B1', '一支行', 'sub_branch'), ('S2', 'B2', '二支行', 'sub_branch')`.execute(
    postgres,
  )
  const owner = (customer: number): number => merged.get(customer) ?? customer
  return {
    events: events.map((one) => ({ ...one, customer: owner(one.customer) })),
    balances: balances.map((one) => ({ ...one, customer: owner(one.customer) })),
    stored: customers,
    known: new Set(customers.filter((customer) => !merged.has(customer))),
    gender: (customer) => (isCustomer(customer) ? genderOf(customer) : ''),
    branch: (customer) => (isCustomer(customer) ? (branches[placeOf(customer)] ?? '') : ''),
  }
}
