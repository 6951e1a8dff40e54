import { addDays } from '../../../platform/calendar-day.ts'
import type { BalanceRow, EventRow, HoldingRow, LedgerRow } from './random-bank.ts'
import { decimal } from './store-random-bank.ts'

/** A definition and its value by plain loops over the rows of one customer. Money as text, to the cent. */
export interface NaiveTag<Row> {
  readonly definition: Record<string, unknown>
  readonly value: (rows: readonly Row[], asOf: string) => unknown
}

const aum = ['current', 'time_deposit', 'wealth', 'fund', 'insurance']

function* daysOf(first: string, last: string): Generator<string> {
  for (let day = first; day <= last; day = addDays(day, 1)) yield day
}
function total(rows: readonly BalanceRow[], day: string, classes: readonly string[] = aum): bigint {
  return rows.reduce(
    (sum, row) =>
      classes.includes(row.class) && row.from <= day && row.to > day ? sum + BigInt(row.cents) : sum,
    0n,
  )
}
function sumOfDays(rows: readonly BalanceRow[], first: string, last: string): bigint {
  let sum = 0n
  for (const day of daysOf(first, last)) sum += total(rows, day)
  return sum
}
/** Half cents away from zero. */
function divided(sum: bigint, by: number): string {
  const [size, divisor] = [sum < 0n ? -sum : sum, BigInt(by)]
  const rounded = (size * 2n + divisor) / (divisor * 2n)
  return decimal(sum < 0n ? -rounded : rounded)
}
const average = (
  definition: object,
  first: (asOf: string) => string,
  divisor?: number,
): NaiveTag<BalanceRow> => ({
  definition: { kind: 'balance_average', ...definition },
  value: (rows, asOf) =>
    divided(sumOfDays(rows, first(asOf), asOf), divisor ?? [...daysOf(first(asOf), asOf)].length),
})
const quarter = (asOf: string): string =>
  `${asOf.slice(0, 5)}${String(Math.floor((Number(asOf.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`

const thresholds = [50_000, 200_000, 1_000_000]
const tierNames = ['standard', 'gold', 'platinum', 'private']

/** The reference's rule in its own words, month by month. */
function tierMachine(rows: readonly BalanceRow[], asOf: string): { tier: number; below: number } {
  let [tier, months]: [number, number[]] = [0, []]
  const monthsBack = (count: number): string => {
    const over = addDays(asOf, 1)
    return new Date(Date.UTC(Number(over.slice(0, 4)), Number(over.slice(5, 7)) - 1 - count, 1))
      .toISOString()
      .slice(0, 10)
  }
  for (let back = 12; back >= 1; back -= 1) {
    const [first, last] = [monthsBack(back), addDays(monthsBack(back - 1), -1)]
    const sum = sumOfDays(rows, first, last)
    const days = [...daysOf(first, last)].length
    const met = thresholds.filter((threshold) => sum >= BigInt(threshold) * 100n * BigInt(days)).length
    if (met >= tier) [tier, months] = [met, []]
    else {
      months = [...months, met]
      if (months.length === 6) [tier, months] = [Math.max(...months), []]
    }
  }
  return { tier, below: months.length }
}
const tierOf = (as: string, value: (state: { tier: number; below: number }) => unknown) => ({
  definition: {
    kind: 'tier',
    base: 'standard',
    tiers: thresholds.map((from, i) => ({ name: tierNames[i + 1], from })),
    months: 12,
    as,
  },
  value: (rows: readonly BalanceRow[], asOf: string) => value(tierMachine(rows, asOf)),
})

export const naiveBalanceTags: readonly NaiveTag<BalanceRow>[] = [
  { definition: { kind: 'balance_at' }, value: (rows, asOf) => decimal(total(rows, asOf)) },
  {
    definition: { kind: 'balance_at', classes: ['loan', 'fund'], daysAgo: 45 },
    value: (rows, asOf) => decimal(total(rows, addDays(asOf, -45), ['loan', 'fund'])),
  },
  average({ days: 30 }, (asOf) => addDays(asOf, -29)),
  average({ days: 1 }, (asOf) => asOf),
  average({ days: 365 }, (asOf) => addDays(asOf, -364)),
  average({ period: 'month', divisor: 30 }, (asOf) => `${asOf.slice(0, 8)}01`, 30),
  average({ period: 'quarter' }, quarter),
  average({ period: 'year' }, (asOf) => `${asOf.slice(0, 4)}-01-01`),
  {
    definition: { kind: 'balance_peak', days: 90 },
    value: (rows, asOf) =>
      decimal(
        [...daysOf(addDays(asOf, -89), asOf)]
          .map((day) => total(rows, day))
          .reduce((a, b) => (a > b ? a : b)),
      ),
  },
  {
    definition: { kind: 'balance_change', days: 30 },
    value: (rows, asOf) => decimal(total(rows, asOf) - total(rows, addDays(asOf, -30))),
  },
  {
    definition: { kind: 'balance_change', days: 90, as: 'share' },
    value: (rows, asOf) => {
      const [now, then] = [total(rows, asOf), total(rows, addDays(asOf, -90))]
      return then > 0n ? Number(now - then) / Number(then) : null
    },
  },
  {
    definition: { kind: 'balance_share', of: ['fund', 'loan'] },
    value: (rows, asOf) => {
      const whole = total(rows, asOf)
      return whole > 0n ? Number(total(rows, asOf, ['fund'])) / Number(whole) : null
    },
  },
  tierOf('tier', ({ tier }) => tierNames[tier]),
  tierOf('watch', ({ below }) => below >= 3),
  tierOf('months_below', ({ below }) => below),
]

const openOn = (row: HoldingRow, asOf: string): boolean =>
  row.opened <= asOf && (row.closed === null || row.closed > asOf)

export const naiveHoldingTags: readonly NaiveTag<HoldingRow>[] = [
  {
    definition: { kind: 'holding_count' },
    value: (rows, asOf) => rows.filter((row) => openOn(row, asOf)).length,
  },
  {
    definition: { kind: 'holding_has', classes: ['loan'] },
    value: (rows, asOf) => rows.some((row) => openOn(row, asOf) && row.class === 'loan'),
  },
  {
    definition: { kind: 'holding_sum', classes: ['fund', 'wealth'] },
    value: (rows, asOf) =>
      decimal(
        rows
          .filter((row) => openOn(row, asOf) && ['fund', 'wealth'].includes(row.class))
          .reduce((sum, row) => sum + BigInt(row.cents), 0n),
      ),
  },
  {
    definition: { kind: 'days_to_maturity' },
    value: (rows, asOf) => {
      const ahead = rows.flatMap(({ matures, ...row }) =>
        matures !== null && matures >= asOf && openOn({ ...row, matures }, asOf) ? [matures] : [],
      )
      return ahead.length === 0 ? null : apart(asOf, ahead.toSorted()[0] ?? '')
    },
  },
]

const apart = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000
/** Shanghai has had no daylight saving time since 1991. */
const shanghai = (at: string): string => new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10)
function within<Row extends { readonly at: string }>(
  rows: readonly Row[],
  asOf: string,
  days = 10_000,
): Row[] {
  return rows.filter(({ at }) => shanghai(at) <= asOf && shanghai(at) > addDays(asOf, -days))
}
const lastDay = (rows: readonly { readonly at: string }[]): string | undefined =>
  rows
    .map(({ at }) => shanghai(at))
    .toSorted()
    .at(-1)
const daysSince = (rows: readonly { readonly at: string }[], asOf: string): number | null => {
  const last = lastDay(rows)
  return last === undefined ? null : apart(last, asOf)
}
/** The commonest; of equals the smaller one. */
const commonest = (texts: readonly string[]): string => {
  const often = (text: string): number => texts.filter((other) => other === text).length
  return texts.toSorted((a, b) => often(b) - often(a) || (a < b ? -1 : 1))[0] ?? ''
}

export const naiveLedgerTags: readonly NaiveTag<LedgerRow>[] = [
  { definition: { kind: 'ledger_count', days: 60 }, value: (rows, asOf) => within(rows, asOf, 60).length },
  {
    definition: { kind: 'ledger_sum', direction: 'debit', days: 200 },
    value: (rows, asOf) =>
      decimal(
        within(rows, asOf, 200).reduce((sum, row) => (row.cents < 0 ? sum + BigInt(row.cents) : sum), 0n),
      ),
  },
  {
    definition: { kind: 'ledger_days_since', operations: ['payroll'] },
    value: (rows, asOf) =>
      daysSince(
        within(rows, asOf).filter((row) => row.operation === 'payroll'),
        asOf,
      ),
  },
  {
    definition: { kind: 'ledger_value', aggregate: 'max', days: 300 },
    value: (rows, asOf) => {
      const sizes = within(rows, asOf, 300).map((row) => Math.abs(row.cents) / 100)
      return sizes.length === 0 ? null : Math.max(...sizes)
    },
  },
  {
    definition: { kind: 'ledger_value', field: 'operation', aggregate: 'top' },
    value: (rows, asOf) => commonest(within(rows, asOf).map((row) => row.operation)),
  },
]

const amounts = (rows: readonly EventRow[]): number[] =>
  rows.flatMap(({ properties: { amount = '' } }) =>
    amount === '' || amount === 'many' ? [] : [Number(amount)],
  )
const products = (rows: readonly EventRow[]): string[] =>
  rows
    .toSorted((a, b) => (a.at + (a.properties.product ?? '') < b.at + (b.properties.product ?? '') ? -1 : 1))
    .flatMap(({ properties: { product = '' } }) => (product === '' ? [] : [product]))
const named = (rows: readonly EventRow[], ...names: string[]): EventRow[] =>
  rows.filter(({ name }) => names.includes(name))
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
const valueOf = (property: string, aggregate: string, more: object = {}) => ({
  kind: 'event_value',
  property,
  aggregate,
  ...more,
})

export const naiveEventTags: readonly NaiveTag<EventRow>[] = [
  { definition: { kind: 'event_count', days: 90 }, value: (rows, asOf) => within(rows, asOf, 90).length },
  {
    definition: {
      kind: 'event_count',
      events: ['buy', 'view'],
      where: [{ property: 'amount', op: 'gt', value: 5 }],
    },
    value: (rows, asOf) =>
      amounts(named(within(rows, asOf), 'buy', 'view')).filter((amount) => amount > 5).length,
  },
  {
    definition: { kind: 'event_active_days', days: 365 },
    value: (rows, asOf) => new Set(within(rows, asOf, 365).map(({ at }) => shanghai(at))).size,
  },
  {
    definition: { kind: 'event_days_since', events: ['login'] },
    value: (rows, asOf) => daysSince(named(within(rows, asOf), 'login'), asOf),
  },
  {
    definition: { kind: 'event_date', pick: 'last', days: 365 },
    value: (rows, asOf) => lastDay(within(rows, asOf, 365)) ?? null,
  },
  {
    definition: valueOf('amount', 'sum', { days: 365 }),
    value: (rows, asOf) => sum(amounts(within(rows, asOf, 365))),
  },
  {
    definition: valueOf('amount', 'avg', { events: ['buy'] }),
    value: (rows, asOf) => {
      const found = amounts(named(within(rows, asOf), 'buy'))
      return found.length === 0 ? null : sum(found) / found.length
    },
  },
  {
    definition: valueOf('product', 'distinct'),
    value: (rows, asOf) => new Set(products(within(rows, asOf))).size,
  },
  { definition: valueOf('product', 'top'), value: (rows, asOf) => commonest(products(within(rows, asOf))) },
  { definition: valueOf('product', 'first'), value: (rows, asOf) => first(within(rows, asOf)) },
  {
    definition: valueOf('product', 'last'),
    value: (rows, asOf) => products(within(rows, asOf)).at(-1) ?? '',
  },
]
const first = (rows: readonly EventRow[]): string => products(rows)[0] ?? ''
