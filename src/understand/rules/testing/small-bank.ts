import * as fc from 'fast-check'
import { addDays } from '../../../platform/calendar-day.ts'
import { businessDay } from '../business-day.ts'

/**
 * A bank small enough to be evaluated by hand, with everything awkward in it: nulls, empty texts, merges, merges taken
 * back, strangers, customers without tags, replaced rows, closed holdings, instants at the edges of windows.
 */
export interface SmallBank {
  /** When the rules are asked. */
  readonly asOf: Date
  readonly customers: readonly {
    customer: number
    number: string
    name: string
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
    club: boolean | null
  }[]
  readonly money: readonly {
    customer: number
    aum: string
    visits: number
    vip: boolean
    owed: string | null
    idle: number | null
  }[]
  readonly holdings: readonly {
    customer: number
    holding: string
    class: string
    product: string
    status: string
    opened: string
    matures: string | null
    closed: string | null
    amount: string
    attributes: Record<string, string>
  }[]
  readonly events: readonly {
    customer: number
    name: string
    at: string
    properties: Record<string, string>
  }[]
  /** Whose phones are known, as identifiers and as contact points. */
  readonly phones: readonly { customer: number; namespace: string; value: string }[]
  readonly contacts: readonly { customer: number; kind: string; value: string }[]
  readonly relations: readonly { customer: number; related: number; kind: string; detail: string }[]
  /** Customers of the segment "regulars" when it was last snapshot, before the merges. */
  readonly members: readonly number[]
  /** Customers of the list "guests" when it was uploaded, before the merges. */
  readonly guests: readonly number[]
  /** The newest row of a number holds; into itself = the merge was taken back. */
  readonly merges: readonly { customer: number; into: number; at: string }[]
}

export const timezone = 'Asia/Shanghai'
/** Customers are among the numbers 1 … people. */
export const people = 40
export const numberOfCustomer = (customer: number): string => `62${String(customer).padStart(6, '0')}`

const dayLength = 86_400_000
export const todayOf = (asOf: Date): string => businessDay(asOf, timezone)
/** Midnight with which a day of the business time zone begins. */
const midnight = (day: string): number => Date.parse(`${day}T00:00:00+08:00`)

/** An ordinary day, leap days and the instants around the turn of a day and a year. */
const instants = [
  '2026-11-01T02:00:00.000Z',
  '2028-02-29T02:00:00.000Z',
  '2027-02-28T15:59:59.999Z',
  '2027-12-31T16:00:00.000Z',
  '2026-12-28T15:30:00.000Z',
].map((text) => new Date(text))

const customerNumber = fc.integer({ min: 1, max: people })
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 3 })
const onePerCustomer = <T extends { customer: number }>(row: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.uniqueArray(row, { minLength: 20, maxLength: people, selector: (value) => value.customer })

const birthdays = [
  '1984-02-29',
  '2000-02-29',
  '1999-02-28',
  '1970-03-01',
  '2001-11-01',
  '1990-11-07',
  '1960-12-31',
  '1955-01-01',
  '1900-01-01',
]
/** How far the days of the bank lie from today; rules ask for the same distances. */
export const dayOffsets = [-400, -366, -60, -30, -8, -7, -1, 0, 1, 3, 4, 7, 8, 53, 366]
/** How long ago, in days, windows begin and end. */
export const windowDays = [1, 7, 30, 60]

function bankAt(asOf: Date): fc.Arbitrary<SmallBank> {
  const today = todayOf(asOf)
  const day = fc.constantFrom(...dayOffsets.map((offset) => addDays(today, offset)))
  const edges = [
    ...[0, ...windowDays].flatMap((days) => [-1, 0, 1].map((ms) => asOf.getTime() - days * dayLength + ms)),
    ...[-30, -7, 0].flatMap((days) => [-1, 0].map((ms) => midnight(addDays(today, days)) + ms)),
    asOf.getTime() - 3 * 3_600_000,
    asOf.getTime() - dayLength / 2,
  ]
  const at = fc.constantFrom(...edges.map((instant) => new Date(instant).toISOString()))
  return fc.record({
    asOf: fc.constant(asOf),
    customers: onePerCustomer(
      fc.record({
        customer: customerNumber,
        name: fc.constantFrom('王芳', ''),
        gender: fc.constantFrom('female', 'male', ''),
        birth_date: maybe(
          fc.oneof(
            fc.constantFrom(...birthdays),
            day.map((soon) => `1977${soon.slice(4).replace('02-29', '03-01')}`),
          ),
        ),
        opened: maybe(day),
        attributes: fc.record({
          district: fc.constantFrom('a', 'b', ''),
          size: fc.constantFrom('1', '2.5', '+2', '1e0', 'nan', 'inf', ' 1', '1 m', 'x', ''),
          since: fc.oneof(day, fc.constantFrom('soon', '2026-13-01', '2027-02-30', '1066-10-14', '')),
          member: fc.constantFrom('yes', 'TRUE', '0', 'No', 'perhaps', ''),
          id_document: fc.constantFrom('9f86d081', ''),
        }),
      }),
    ).map((rows) => rows.map((row) => ({ ...row, number: numberOfCustomer(row.customer) }))),
    profile: onePerCustomer(
      fc.record({
        customer: customerNumber,
        score: maybe(fc.constantFrom(-3, -1, 0, 0.1, 1, 2, 3, 1e15)),
        level: fc.constantFrom('gold', 'silver', "o'hara {x:String}", '金卡 \\\n', ''),
        joined: maybe(day),
        club: maybe(fc.boolean()),
      }),
    ),
    money: onePerCustomer(
      fc.record({
        customer: customerNumber,
        aum: fc.constantFrom('0.00', '0.10', '999.99', '1000.00', '-5.50', '9999999999999999.99'),
        visits: fc.constantFrom(0, 1, 2, 3, 4, 4294967295),
        vip: fc.boolean(),
        owed: maybe(fc.constantFrom('0.00', '0.10', '1000.00')),
        idle: maybe(fc.constantFrom(-1, 0, 1, 2, 3)),
      }),
    ),
    holdings: fc
      .array(
        fc.record({
          customer: customerNumber,
          class: fc.constantFrom('fund', 'time_deposit', 'card', 'current'),
          product: fc.constantFrom('P1', 'P2'),
          status: fc.constantFrom('active', 'frozen', ''),
          opened: day,
          matures: maybe(day),
          closed: maybe(day),
          amount: fc.constantFrom('0.00', '0.10', '500.25'),
          attributes: fc.record({ account_class: fc.constantFrom('I', 'II', 'III', '') }),
        }),
        { minLength: 30, maxLength: 80 },
      )
      .map((rows) => rows.map((row, i) => ({ ...row, holding: `h${i}` }))),
    events: fc.array(
      fc.record({
        customer: customerNumber,
        name: fc.constantFrom('login', 'buy'),
        at,
        properties: fc.record(
          {
            amount: fc.constantFrom('5', '12.5', '1e1', 'many', 'nan', 'inf', ''),
            page: fc.constantFrom('home', 'fund', 'true', ''),
          },
          { requiredKeys: [] },
        ),
      }),
      { minLength: 60, maxLength: 160 },
    ),
    phones: fc
      .array(
        fc.record({
          customer: customerNumber,
          namespace: fc.constantFrom('phone', 'device', 'customer_number'),
        }),
        { minLength: 5, maxLength: 30 },
      )
      .map((rows) => rows.map((row, i) => ({ ...row, value: `v${i}` }))),
    contacts: fc.uniqueArray(
      fc.record({
        customer: customerNumber,
        kind: fc.constantFrom('phone', 'email'),
        value: fc.constantFrom('sealed', ''),
      }),
      { minLength: 5, maxLength: 30, selector: (row) => `${row.customer} ${row.kind}` },
    ),
    relations: fc.uniqueArray(
      fc.record({
        customer: customerNumber,
        related: customerNumber,
        kind: fc.constantFrom('household', 'payroll'),
        detail: fc.constantFrom('spouse', '', '公司'),
      }),
      { minLength: 5, maxLength: 40, selector: (row) => `${row.customer} ${row.kind} ${row.related}` },
    ),
    members: fc.uniqueArray(customerNumber, { minLength: 8, maxLength: 15 }),
    guests: fc.uniqueArray(customerNumber, { minLength: 8, maxLength: 15 }),
    merges: fc
      .tuple(
        fc.uniqueArray(customerNumber, { minLength: 4, maxLength: 8 }),
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
      )
      .map(([[hub = 1, second = 2, ...merged], undone]) =>
        merged.flatMap((customer, i) => [
          { customer, into: i % 3 === 2 ? second : hub, at: '2026-10-20T00:00:00Z' },
          ...(undone[i] ? [{ customer, into: customer, at: '2026-10-21T00:00:00Z' }] : []),
        ]),
      ),
  })
}

/** Tag tables, snapshots and lists hold only customers (what writes them sees to it); all else may be of strangers. */
export const smallBank: fc.Arbitrary<SmallBank> = fc
  .constantFrom(...instants)
  .chain(bankAt)
  .map((bank) => {
    const known = new Set(bank.customers.map(({ customer }) => customer))
    const among = <T extends { customer: number }>(rows: readonly T[]): T[] =>
      rows.filter(({ customer }) => known.has(customer))
    const some = (wanted: readonly number[]): number[] => {
      const found = wanted.filter((customer) => known.has(customer))
      return found.length > 0 ? found : [...known].slice(0, 1)
    }
    return {
      ...bank,
      profile: among(bank.profile),
      money: among(bank.money),
      members: some(bank.members),
      guests: some(bank.guests),
    }
  })
