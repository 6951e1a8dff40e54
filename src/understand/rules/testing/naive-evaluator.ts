import { businessDay } from '../business-day.ts'
import type { SmallBank } from './small-bank.ts'
import { memberSegment } from './small-bank.ts'

type Value = number | string | boolean | null
type Condition = { op: string; value?: unknown }
/** A rule as random JSON: deliberately not the compiler's type. */
export type AnyRule = Record<string, unknown>

/** What a rule means, spelled out row by row; shares nothing with the compiler. */
export function evaluate(rule: AnyRule, bank: SmallBank, asOf: Date): number[] {
  const merged = new Map(bank.merges.map(({ customer, into }) => [customer, into]))
  const canonical = (customer: number): number => merged.get(customer) ?? customer
  const everybody = new Set(bank.customers.map(({ customer }) => canonical(customer)))
  const satisfies = (node: AnyRule, who: number): boolean => {
    if (Array.isArray(node['all'])) return node['all'].every((child: AnyRule) => satisfies(child, who))
    if (Array.isArray(node['any'])) return node['any'].some((child: AnyRule) => satisfies(child, who))
    if (node['not']) return !satisfies(node['not'] as AnyRule, who)
    const condition: Condition = { op: String(node['op'] ?? 'gte'), value: node['value'] ?? 1 }
    if (node['tag']) return compare(tagValue(String(node['tag']), who, bank), condition)
    if (node['attribute']) return compare(attributeValue(node, who, bank), condition)
    if (node['segment'])
      return bank.members.some((member) => canonical(member) === who) && memberSegment.version === 2
    if (node['behaviour']) {
      return compare(
        countEvents(node['behaviour'] as Behaviour, bank, asOf, (c) => canonical(c) === who),
        condition,
      )
    }
    const { class: wanted, maturesWithinDays: days } = node['holding'] as {
      class?: string
      maturesWithinDays?: number
    }
    const today = businessDay(asOf, 'Asia/Shanghai')
    const due = businessDay(new Date(asOf.getTime() + (days ?? 0) * 86_400_000), 'Asia/Shanghai')
    const open = bank.holdings.filter(
      (row) =>
        canonical(row.customer) === who &&
        row.opened <= today &&
        (row.closed === null || row.closed > today) &&
        (wanted === undefined || row.class === wanted) &&
        (days === undefined || (row.matures !== null && row.matures >= today && row.matures <= due)),
    )
    return open.length >= Number(node['atLeast'] ?? 1)
  }
  return [...everybody].filter((who) => !merged.has(who) && satisfies(rule, who)).sort((a, b) => a - b)
}

function tagValue(tag: string, who: number, bank: SmallBank): Value {
  const profile = bank.profile.find(({ customer }) => customer === who)
  const money = bank.money.find(({ customer }) => customer === who)
  const values: Record<string, Value | undefined> = {
    score: profile?.score,
    level: profile?.level,
    joined: profile?.joined,
    aum: money && Number(money.aum),
    visits: money?.visits,
    vip: money?.vip,
  }
  return values[tag] ?? null
}

function attributeValue(node: AnyRule, who: number, bank: SmallBank): Value {
  const row = bank.customers.find(({ customer }) => customer === who)
  if (!row) return null
  if (node['attribute'] === 'gender') return row.gender
  if (node['attribute'] === 'opened') return row.opened
  const text = row.attributes[String(node['attribute'])] ?? ''
  const [first] = [node['value']].flat()
  return typeof first === 'number' ? numberOf(text) : text
}

interface Behaviour {
  event: string
  withinDays?: number
  where?: { property: string; op: string; value?: unknown }[]
}

function countEvents(
  behaviour: Behaviour,
  bank: SmallBank,
  asOf: Date,
  is: (customer: number) => boolean,
): number {
  const since = behaviour.withinDays === undefined ? 0 : asOf.getTime() - behaviour.withinDays * 86_400_000
  return bank.events.filter((event) => {
    const at = Date.parse(event.at)
    if (!is(event.customer) || event.name !== behaviour.event || at <= since || at > asOf.getTime())
      return false
    return (behaviour.where ?? []).every((condition) => {
      const text = event.properties[condition.property] ?? ''
      const [first] = [condition.value].flat()
      return compare(typeof first === 'number' ? numberOf(text) : text, condition)
    })
  }).length
}

function numberOf(text: string): number | null {
  return text === '' || Number.isNaN(Number(text)) ? null : Number(text)
}

function compare(actual: Value, { op, value }: Condition): boolean {
  const missing = actual === null || actual === ''
  if (op === 'is_set') return !missing
  if (op === 'is_not_set') return missing
  if (missing) return false
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
