import type { Days } from '../question.ts'
import type { EventFilter } from '../question-parts.ts'
import type { Analysis } from '../schema.ts'
import { naiveAnswer, type NaiveTables } from './naive-answers.ts'
import { naiveAum, naiveTiers } from './naive-balances.ts'
import { dayAt, daysFrom, shifted } from './naive-calendar.ts'
import { meets, type SmallEvent } from './naive-funnel.ts'
import { labelOf, numberOf } from './naive-numbers.ts'
import type { QuestionBank } from './question-bank.ts'

const previous = ({ from, to }: Days): Days => {
  const length = daysFrom(from, to).length
  return { from: shifted(from, -length), to: shifted(from, -1) }
}

function daysOf({ range }: Pick<Analysis, 'range'>): Days {
  if ('from' in range) return range
  throw new Error('naive questions name their days')
}

/** Who is asked about: known customers or everybody, and of a population only the women, or nobody. */
function isAsked(bank: QuestionBank, { who = 'customers', population }: Analysis) {
  return (customer: number): boolean =>
    population === undefined
      ? who === 'everybody' || bank.known.has(customer)
      : bank.known.has(customer) &&
        bank.gender(customer) === 'female' &&
        !JSON.stringify(population).includes('nobody')
}

/** The value of the breakdown before those not shown are joined; '' = none. */
function valueOf(bank: QuestionBank, { breakdown }: Analysis): (one: SmallEvent | number) => string {
  if (!breakdown) return () => ''
  if (breakdown.by === 'property') {
    const { property, bins } = breakdown
    return (one) => {
      const text = typeof one === 'number' ? '' : (one.properties[property] ?? '')
      if (!bins) return text
      const number = numberOf(text)
      return number === null ? '' : labelOf(bins, number)
    }
  }
  const of = breakdown.by === 'organisation' ? bank.branch : bank.gender
  return (one) => of(typeof one === 'number' ? one : one.customer)
}

/** Events whose values of a property are told apart. */
function splitFilters(analysis: Analysis): readonly EventFilter[] {
  if (analysis.type === 'trend') return analysis.series.map(({ event, where }) => ({ event, where }))
  return 'event' in analysis && analysis.event ? [analysis.event] : []
}

/** Values shown on their own: the most frequent, of equals the least; null = all. */
function shownOf(bank: QuestionBank, analysis: Analysis): readonly string[] | null {
  const { breakdown } = analysis
  if (!breakdown || breakdown.by === 'segment' || ('bins' in breakdown && breakdown.bins)) return null
  const value = valueOf(bank, analysis)
  const asked = isAsked(bank, analysis)
  const { from, to } = daysOf(analysis)
  const values =
    breakdown.by === 'property'
      ? bank.events
          .filter(
            (one) =>
              asked(one.customer) &&
              dayAt(one.at) >= from &&
              dayAt(one.at) <= to &&
              meets({ where: analysis.where }, one) &&
              splitFilters(analysis).some((filter) => meets(filter, one)),
          )
          .map(value)
      : [...bank.stored].filter((customer) => asked(customer)).map(value)
  return [...Map.groupBy(values, (one) => one)]
    .filter(([one]) => one !== '')
    .toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .slice(0, breakdown.values ?? 10)
    .map(([one]) => one)
}

export interface NaiveSide {
  /** The tables of a value of the breakdown; '' = all together. */
  tables(value: string): NaiveTables
  /** Values of which there is anything at all. */
  readonly values: readonly string[]
}

/** Both sides of a question, by looking at each customer. */
export function naiveQuestion(
  bank: QuestionBank,
  analysis: Analysis,
): { current: NaiveSide; compared: NaiveSide | null } {
  const { compare, breakdown } = analysis
  const asked = isAsked(bank, analysis)
  const shown = shownOf(bank, analysis)
  const raw = valueOf(bank, analysis)
  const value = (one: SmallEvent | number): string => {
    const own = raw(one)
    return own === '' ? '$none' : shown === null || shown.includes(own) ? own : '$rest'
  }
  const events = bank.events.filter((one) => asked(one.customer) && meets({ where: analysis.where }, one))
  const balances = bank.balances.filter(({ customer }) => asked(customer))
  const sideOf = (days: Days): NaiveSide => ({
    tables: (wanted) => {
      const mine = balances.filter(({ customer }) => wanted === '' || value(customer) === wanted)
      if (analysis.type === 'aum') return naiveAum(analysis, days, mine)
      if (analysis.type === 'tier_migration') return naiveTiers(analysis, days, mine)
      return naiveAnswer(
        analysis,
        days,
        events.filter((one) => wanted === '' || value(one) === wanted),
      )
    },
    values: breakdown
      ? [...new Set([...events.map(value), ...balances.map((one) => value(one.customer))])]
      : [],
  })
  const days = daysOf(analysis)
  return {
    current: sideOf(days),
    compared: !compare
      ? null
      : sideOf(
          compare.with === 'previous' ? previous(days) : compare.with === 'range' ? daysOf(compare) : days,
        ),
  }
}
