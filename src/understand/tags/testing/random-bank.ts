import * as fc from 'fast-check'
import { addDays } from '../../../platform/calendar-day.ts'

/** Numbers up to this one occur; some of them are strangers without a row in `customer`. */
const numbers = 40
const classes = ['current', 'time_deposit', 'wealth', 'fund', 'insurance', 'loan', 'credit_card']
const cents = fc.integer({ min: -20_000_000, max: 500_000_000 })
const who = fc.integer({ min: 1, max: numbers })
const day = fc.integer({ min: 0, max: 760 }).map((before) => addDays('2026-12-01', -before))
const ofClass = fc.constantFrom(...classes)
/** Instants, a third of them within a second of midnight in Shanghai. */
const instant = fc
  .tuple(day, fc.constantFrom('15:59:59.999', '16:00:00.000', '04:30:00.000', '10:00:00.001', '23:00:00.000'))
  .map(([on, time]) => `${on}T${time}Z`)

export interface BalanceRow {
  readonly customer: number
  readonly holding: string
  readonly class: string
  readonly from: string
  readonly to: string
  readonly cents: number
}
export interface HoldingRow {
  readonly customer: number
  readonly holding: string
  readonly class: string
  readonly opened: string
  readonly matures: string | null
  readonly closed: string | null
  readonly cents: number
}
export interface LedgerRow {
  readonly customer: number
  readonly transaction: string
  readonly at: string
  readonly cents: number
  readonly operation: string
}
export interface EventRow {
  readonly customer: number
  readonly name: string
  readonly at: string
  readonly properties: { readonly amount?: string; readonly product?: string }
}
export interface RandomBank {
  readonly customers: readonly number[]
  /** Flat: nobody is merged into somebody who is merged himself. */
  readonly merges: ReadonlyMap<number, number>
  readonly balances: readonly BalanceRow[]
  readonly holdings: readonly HoldingRow[]
  readonly ledger: readonly LedgerRow[]
  readonly events: readonly EventRow[]
}

const intervals = fc
  .record({
    customer: who,
    class: ofClass,
    begins: fc.uniqueArray(day, { minLength: 1, maxLength: 5 }),
    open: fc.boolean(),
    amounts: fc.array(cents, { minLength: 5, maxLength: 5 }),
  })
  .map(({ customer, class: cls, begins, open, amounts }) => {
    const sorted = begins.toSorted()
    return sorted.map((from, i) => ({
      customer,
      class: cls,
      from,
      to: sorted[i + 1] ?? (open ? '2299-12-31' : addDays(from, 40)),
      cents: amounts[i] ?? 0,
    }))
  })

/** Customers with merges, strangers and survivors without a row of their own; history under whatever number it had. */
export const randomBank: fc.Arbitrary<RandomBank> = fc
  .record({
    customers: fc.uniqueArray(who, { minLength: 20, maxLength: 36 }),
    merges: fc.array(fc.tuple(who, who), { minLength: 6, maxLength: 10, size: 'max' }),
    balances: fc.array(intervals, { minLength: 60, maxLength: 90 }),
    holdings: fc.array(
      fc.record({
        customer: who,
        class: ofClass,
        opened: day,
        matures: fc.option(day),
        closed: fc.option(day),
        cents,
      }),
      { minLength: 80, maxLength: 120 },
    ),
    ledger: fc.array(
      fc.record({
        customer: who,
        at: instant,
        cents,
        operation: fc.constantFrom('payroll', 'pension', 'buy'),
      }),
      { minLength: 150, maxLength: 200 },
    ),
    events: fc.array(
      fc.record({
        customer: who,
        name: fc.constantFrom('login', 'buy', 'view'),
        at: instant,
        properties: fc.record(
          {
            amount: fc.constantFrom('12.5', '0.01', '7000', 'many', '', '-3'),
            product: fc.constantFrom('A', 'B', 'C', ''),
          },
          { requiredKeys: [] },
        ),
      }),
      { minLength: 200, maxLength: 260 },
    ),
  })
  .map((drawn) => {
    const merges = new Map<number, number>()
    for (const [from, into] of drawn.merges)
      if (from !== into && !merges.has(from) && !merges.has(into) && ![...merges.values()].includes(from))
        merges.set(from, into)
    return {
      ...drawn,
      merges,
      balances: drawn.balances.flatMap((rows, i) => rows.map((row) => ({ ...row, holding: `h${i}` }))),
      holdings: drawn.holdings.map((row, i) => ({ ...row, holding: `h${i}` })),
      ledger: drawn.ledger.map((row, i) => ({ ...row, transaction: `t${i}` })),
    }
  })
