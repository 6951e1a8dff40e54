import { businessDay } from '../business-day.ts'
import type { SmallBank } from './small-bank.ts'

type Value = number | string | boolean | null
type Condition = { op: string; value?: unknown }
/** A rule as random JSON: deliberately not the compiler's type. */
export type AnyRule = Record<string, unknown>

/** What a rule means, spelled out row by row; shares nothing with the compiler. */
export function evaluate(rule: AnyRule, bank: SmallBank): number[] {
  const { asOf } = bank
  const merged = new Map(
    bank.merges
      .toSorted((a, b) => a.at.localeCompare(b.at))
      .map(({ customer, into }): [number, number] => [customer, into]),
  )
  for (const [customer, into] of merged) if (customer === into) merged.delete(customer)
  const canonical = (customer: number): number => merged.get(customer) ?? customer
  const today = businessDay(asOf, 'Asia/Shanghai')
  const everybody = new Set(bank.customers.map(({ customer }) => canonical(customer)))
  const satisfies = (node: AnyRule, who: number): boolean => {
    if (Array.isArray(node['all'])) return node['all'].every((child: AnyRule) => satisfies(child, who))
    if (Array.isArray(node['any'])) return node['any'].some((child: AnyRule) => satisfies(child, who))
    if (node['not']) return !satisfies(node['not'] as AnyRule, who)
    const condition: Condition = { op: String(node['op'] ?? 'gte'), value: node['value'] ?? 1 }
    if (node['tag']) return compare(tagValue(String(node['tag']), who, bank), condition, today)
    if (node['attribute']) return compare(attributeValue(node, who, bank), condition, today)
    if (node['segment']) return bank.members.some((member) => canonical(member) === who)
    if (node['list']) return bank.guests.some((guest) => canonical(guest) === who)
    const numbers = node['customers'] as string[] | undefined
    if (numbers)
      return bank.customers.some((row) => numbers.includes(row.number) && canonical(row.customer) === who)
    const mine = <T extends { customer: number }>(rows: readonly T[]): T[] =>
      rows.filter((row) => canonical(row.customer) === who)
    if (node['identityLevel']) return levelFits(levelOf(mine, bank), condition)
    const relation = node['relation'] as { kind: string; detail?: string; related?: string[] } | undefined
    if (relation)
      return mine(bank.relations).some(
        (row) =>
          row.kind === relation.kind &&
          (relation.detail === undefined || row.detail === relation.detail) &&
          (relation.related === undefined ||
            bank.customers.some(
              (other) =>
                relation.related?.includes(other.number) &&
                canonical(other.customer) === canonical(row.related),
            )),
      )
    if (node['behaviour']) return behaves(node['behaviour'] as Behaviour, condition, mine(bank.events), asOf)
    if (node['sequence']) return didInOrder(node['sequence'] as Sequence, mine(bank.events), asOf)
    if (node['firstTime']) {
      const first = node['firstTime'] as Behaviour
      const times = mine(bank.events)
        .filter((event) => did(event, first, asOf))
        .map(({ at }) => Date.parse(at))
      return times.length > 0 && isInWindow(Math.min(...times), first, asOf)
    }
    return holds(
      node['holding'] as Holding,
      { ...condition, value: node['value'] ?? node['atLeast'] ?? 1 },
      mine(bank.holdings),
      asOf,
    )
  }
  return [...everybody].filter((who) => !merged.has(who) && satisfies(rule, who)).sort((a, b) => a - b)
}

const levels = ['anonymous', 'phone', 'real_name', 'card_bound', 'class_2_3_account', 'class_1_account']

/** The best that is known about the numbers that are one customer now. */
function levelOf(mine: <T extends { customer: number }>(rows: readonly T[]) => T[], bank: SmallBank): number {
  const inUse = mine(bank.holdings).filter(
    (row) => row.closed === null && (row.status === 'active' || row.status === ''),
  )
  const accounts = inUse
    .filter((row) => row.class === 'current')
    .map((row) => row.attributes['account_class'] ?? '')
  if (accounts.includes('I')) return 5
  if (accounts.includes('II') || accounts.includes('III')) return 4
  if (inUse.some((row) => row.class === 'card')) return 3
  if (mine(bank.customers).some((row) => row.name !== '')) return 2
  const phones = mine(bank.phones).some((row) => row.namespace === 'phone')
  return phones || mine(bank.contacts).some((row) => row.kind === 'phone' && row.value !== '') ? 1 : 0
}

function levelFits(level: number, { op, value }: Condition): boolean {
  const ranks = [value].flat().map((one) => levels.indexOf(String(one)))
  return compare(level, { op, value: Array.isArray(value) ? ranks : ranks[0] }, '')
}

function tagValue(tag: string, who: number, bank: SmallBank): Value {
  const profile = bank.profile.find(({ customer }) => customer === who)
  const money = bank.money.find(({ customer }) => customer === who)
  const values: Record<string, Value | undefined> = {
    score: profile?.score,
    level: profile?.level,
    joined: profile?.joined,
    club: profile?.club,
    aum: money && Number(money.aum),
    visits: money?.visits,
    vip: money?.vip,
    owed: money?.owed === undefined || money.owed === null ? null : Number(money.owed),
    idle: money?.idle,
  }
  return values[tag] ?? null
}

function attributeValue(node: AnyRule, who: number, bank: SmallBank): Value {
  const row = bank.customers.find(({ customer }) => customer === who)
  if (!row) return null
  if (node['attribute'] === 'gender') return row.gender
  if (node['attribute'] === 'opened') return row.opened
  if (node['attribute'] === 'birth_date') return row.birth_date
  if (node['attribute'] === 'number') return row.number
  const text = row.attributes[String(node['attribute'])] ?? ''
  const [first] = [node['value']].flat()
  if (node['attribute'] === 'since') return isDay(text) ? text : null
  if (typeof first === 'boolean') return flagOf(text)
  return typeof first === 'number' ? numberOf(text) : text
}

/** Days are of the years 1900 to 2299: no others can be stored. */
const isDay = (text: string): boolean =>
  /^(19|2[012])\d\d-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text

function flagOf(text: string): boolean | null {
  if (['true', '1', 'yes', 'y'].includes(text.toLowerCase())) return true
  return ['false', '0', 'no', 'n'].includes(text.toLowerCase()) ? false : null
}

interface Window {
  withinDays?: number
  daysAgo?: [number, number]
  since?: string
  until?: string
}
interface Behaviour extends Window {
  event: string
  where?: { property: string; op: string; value?: unknown }[]
  measure?: string
  property?: string
}
interface Sequence extends Window {
  steps: Behaviour[]
  withinHours: number
}
interface Holding {
  class?: string
  product?: string
  status?: string
  state?: 'open' | 'closed' | 'any'
  maturesWithinDays?: number
  where?: { field: 'amount' | 'matures' | 'opened' | 'closed'; op: string; value?: unknown }[]
  measure?: 'count' | 'sum' | 'max'
}
type BankEvent = SmallBank['events'][number]

function isInWindow(at: number, window: Window, asOf: Date): boolean {
  const age = asOf.getTime() - at
  const day = businessDay(new Date(at), 'Asia/Shanghai')
  if (age < 0) return false
  if (window.withinDays !== undefined && age >= window.withinDays * dayLength) return false
  if (window.daysAgo && (age < window.daysAgo[0] * dayLength || age >= window.daysAgo[1] * dayLength))
    return false
  return (
    (window.since === undefined || day >= window.since) && (window.until === undefined || day <= window.until)
  )
}

/** The event's name and properties fit, and it has happened. */
function did(event: BankEvent, { event: name, where = [] }: Behaviour, asOf: Date): boolean {
  return (
    event.name === name &&
    Date.parse(event.at) <= asOf.getTime() &&
    where.every((condition) => {
      const text = event.properties[condition.property] ?? ''
      const [first] = [condition.value].flat()
      if (typeof first === 'boolean') return compare(text, { ...condition, value: String(first) }, '')
      return compare(typeof first === 'number' ? numberOf(text) : text, condition, '')
    })
  )
}

function behaves(behaviour: Behaviour, condition: Condition, events: BankEvent[], asOf: Date): boolean {
  const done = events.filter(
    (event) => did(event, behaviour, asOf) && isInWindow(Date.parse(event.at), behaviour, asOf),
  )
  const texts = done.map((event) => event.properties[behaviour.property ?? ''] ?? '')
  const numbers = texts.map(numberOf).filter((number) => number !== null)
  const sum = numbers.reduce((total, number) => total + number, 0)
  const measured: Record<string, Value> = {
    count: done.length,
    days: new Set(done.map((event) => businessDay(new Date(event.at), 'Asia/Shanghai'))).size,
    distinct: new Set(texts.filter((text) => text !== '')).size,
    sum,
    avg: numbers.length === 0 ? null : Math.round((sum / numbers.length) * 1e6) / 1e6,
    min: numbers.length === 0 ? null : Math.min(...numbers),
    max: numbers.length === 0 ? null : Math.max(...numbers),
  }
  return compare(measured[behaviour.measure ?? 'count'] ?? null, condition, '')
}

/** Is there any choice of events, each later than the one before, that takes every step in time? */
function didInOrder(sequence: Sequence, events: BankEvent[], asOf: Date): boolean {
  const from = (step: number, begun: number, last: number): boolean => {
    const wanted = sequence.steps[step]
    if (!wanted) return true
    return events.some((event) => {
      const at = Date.parse(event.at)
      return (
        did(event, wanted, asOf) &&
        isInWindow(at, sequence, asOf) &&
        at > last &&
        (step === 0 || at - begun <= sequence.withinHours * 3_600_000) &&
        from(step + 1, step === 0 ? at : begun, at)
      )
    })
  }
  return from(0, 0, -1)
}

function holds(
  {
    class: wanted,
    product,
    status,
    state = 'open',
    maturesWithinDays,
    where = [],
    measure = 'count',
  }: Holding,
  condition: Condition,
  rows: SmallBank['holdings'][number][],
  asOf: Date,
): boolean {
  const today = businessDay(asOf, 'Asia/Shanghai')
  const held = rows.filter((row) => {
    const closed = row.closed !== null && row.closed <= today
    return (
      row.opened <= today &&
      (state === 'any' || closed === (state === 'closed')) &&
      (wanted === undefined || row.class === wanted) &&
      (product === undefined || row.product === product) &&
      (status === undefined || row.status === status) &&
      (maturesWithinDays === undefined ||
        compare(row.matures, { op: 'in_next_days', value: maturesWithinDays }, today)) &&
      where.every((one) => compare(one.field === 'amount' ? Number(row.amount) : row[one.field], one, today))
    )
  })
  const amounts = held.map((row) => Number(row.amount))
  const measured = {
    count: held.length,
    sum: Math.round(amounts.reduce((sum, amount) => sum + amount, 0) * 100) / 100,
    max: amounts.length === 0 ? null : Math.max(...amounts),
  }
  return compare(measured[measure], condition, '')
}

const dayLength = 86_400_000
const plusDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayLength).toISOString().slice(0, 10)
const isoWeek = (day: string): string => plusDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7))
const leap = (day: string): boolean => plusDays(`${day.slice(0, 4)}-02-28`, 1).endsWith('02-29')

const monthOf = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7))

/** Is `day` such a day, seen from today? */
function isSuchADay(day: string, op: string, value: unknown, today: string): boolean {
  if (op.endsWith('in_period')) {
    const [which, unit = 'day'] =
      { today: 'this_day', yesterday: 'last_day', tomorrow: 'next_day' }[String(value)]?.split('_') ??
      String(value).split('_')
    const step = { this: 0, last: -1, next: 1 }[which ?? ''] ?? 0
    if (unit === 'day') return day === plusDays(today, step)
    if (unit === 'week') return isoWeek(day) === isoWeek(plusDays(today, 7 * step))
    if (unit === 'year') return day.slice(0, 4) === today.slice(0, 4)
    return monthOf(day) === monthOf(today) + step
  }
  const [first, last] = Array.isArray(value) ? (value as number[]) : [0, Number(value)]
  const away = (Date.parse(day) - Date.parse(today)) / dayLength
  const far = op === 'in_last_days' ? -away : away
  return far >= (first ?? 0) && far <= (last ?? 0)
}

/** Walk the days of two years and a half and see whether the anniversary falls on such a day. */
function comesRound(born: string, op: string, value: unknown, today: string): boolean {
  return Array.from({ length: 900 }, (_, i) => plusDays(today, i - 400)).some((day) => {
    const celebrates =
      born.slice(5) === day.slice(5) || (born.endsWith('02-29') && day.endsWith('02-28') && !leap(day))
    return celebrates && isSuchADay(day, op, value, today)
  })
}

/** Only what is written as a number is one: no blanks, no units, no infinity. */
function numberOf(text: string): number | null {
  return /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : null
}

function compare(actual: Value, { op, value }: Condition, today: string): boolean {
  const missing = actual === null || actual === ''
  if (op === 'is_set') return !missing
  if (op === 'is_not_set') return missing
  if (missing) return false
  if (op.startsWith('anniversary')) return comesRound(String(actual), op, value, today)
  if (/^in_(next|last|period)/.test(op)) return isSuchADay(String(actual), op, value, today)
  const list = Array.isArray(value) ? (value as Value[]) : []
  const wanted = value as Exclude<Value, null>
  switch (op) {
    case 'eq':
      return actual === wanted
    case 'ne':
      return actual !== wanted
    case 'gt':
      return actual > wanted
    case 'gte':
      return actual >= wanted
    case 'lt':
      return actual < wanted
    case 'lte':
      return actual <= wanted
    case 'between':
      return actual >= (list[0] ?? 0) && actual <= (list[1] ?? 0)
    case 'in':
      return list.includes(actual)
    default:
      return !list.includes(actual)
  }
}
