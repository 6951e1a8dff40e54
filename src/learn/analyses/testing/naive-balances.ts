import type { Days } from '../question.ts'
import type { AnalysisOf } from '../schema.ts'
import type { NaiveTables } from './naive-answers.ts'
import { daysFrom, periodAt, shifted } from './naive-calendar.ts'
import { labelOf, labelsOf, sumOf } from './naive-numbers.ts'
import type { SmallBalance } from './question-bank.ts'

/** Cents that each customer has at the end of a day; who has no balance is not there. */
function heldOn(balances: readonly SmallBalance[], day: string): Map<number, number> {
  const held = new Map<number, number>()
  for (const one of balances)
    if (one.class !== 'loan' && one.from <= day && day < one.to)
      held.set(one.customer, (held.get(one.customer) ?? 0) + Math.round(one.amount * 100))
  return held
}

/** Money at the end of every period, by looking at each balance. */
export function naiveAum(
  { interval }: AnalysisOf<'aum'>,
  { from, to }: Days,
  balances: readonly SmallBalance[],
): NaiveTables {
  const lasts = new Map(daysFrom(from, to).map((day) => [periodAt(interval, day), day]))
  return {
    points: [...lasts.values()].map((t) => {
      const held = [...heldOn(balances, t).values()]
      const aum = sumOf(held) / 100
      return { t, aum, customers: held.length, mean: held.length === 0 ? null : aum / held.length }
    }),
  }
}

/** Who moved between tiers, by looking at each customer at both ends. */
export function naiveTiers(
  { tiers: edges }: AnalysisOf<'tier_migration'>,
  { from, to }: Days,
  balances: readonly SmallBalance[],
): NaiveTables {
  const [before, after] = [heldOn(balances, shifted(from, -1)), heldOn(balances, to)]
  const tiers = ['$none', ...labelsOf(edges)]
  const tierOf = (held: ReadonlyMap<number, number>, customer: number): string => {
    const cents = held.get(customer)
    return cents === undefined ? '$none' : labelOf(edges, cents / 100)
  }
  const people = [...new Set([...before.keys(), ...after.keys()])].map((customer) => ({
    was: tierOf(before, customer),
    is: tierOf(after, customer),
    opening: (before.get(customer) ?? 0) / 100,
    closing: (after.get(customer) ?? 0) / 100,
  }))
  const total = (some: typeof people, of: 'opening' | 'closing'): number =>
    Math.round(sumOf(some.map((one) => one[of])) * 100) / 100
  const level = (tier: string): number => tiers.indexOf(tier)
  return {
    moves: tiers.flatMap((was) =>
      tiers.flatMap((is) => {
        if (was === '$none' && is === '$none') return []
        const some = people.filter((one) => one.was === was && one.is === is)
        const [opening, closing] = [total(some, 'opening'), total(some, 'closing')]
        return [{ from: was, to: is, customers: some.length, opening, closing, change: closing - opening }]
      }),
    ),
    tiers: tiers.slice(1).map((tier) => {
      const was = people.filter((one) => one.was === tier)
      const is = people.filter((one) => one.is === tier)
      return {
        tier,
        openingCustomers: was.length,
        closingCustomers: is.length,
        openingAum: total(was, 'opening'),
        closingAum: total(is, 'closing'),
        up: was.filter((one) => level(one.is) > level(tier)).length,
        down: was.filter((one) => level(one.is) < level(tier)).length,
      }
    }),
  }
}
