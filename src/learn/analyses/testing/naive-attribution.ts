import type { AnalysisOf } from '../schema.ts'
import { meets, type SmallEvent } from './naive-funnel.ts'

type Attribution = AnalysisOf<'attribution'>

interface Path {
  readonly customer: number
  readonly converted: boolean
  readonly worth: number
  readonly contacts: readonly { channel: string; age: number }[]
}

/** Paths of one customer, contact by contact; by property, and the days of the question are all there are events of. */
export function naivePaths(
  question: Attribution,
  own: readonly SmallEvent[],
  shown: readonly string[],
): Path[] {
  const { conversion, touches = [], windowSeconds, by, value } = question
  const property = by?.of === 'property' ? by.property : ''
  const channelOf = ({ properties }: SmallEvent): string => {
    const channel = properties[property] || '$none'
    return shown.includes(channel) ? channel : '$rest'
  }
  const contacts = own
    .filter((one) => touches.some((touch) => meets(touch, one)))
    .map((one) => ({ at: one.at, channel: channelOf(one) }))
    .toSorted((a, b) => a.at - b.at || (order(a.channel) < order(b.channel) ? -1 : 1))
  const path = (until: number, from: number) => {
    const kept = contacts.filter(({ at }) => at <= until && at >= from)
    const last = kept.at(-1)?.at ?? 0
    return kept.map(({ at, channel }) => ({ channel, age: last - at }))
  }
  const [customer = 0] = own.map((one) => one.customer)
  const conversions = own.filter((one) => meets(conversion, one))
  if (conversions.length === 0)
    return contacts.length === 0
      ? []
      : [{ customer, converted: false, worth: 0, contacts: path(Infinity, -Infinity) }]
  return conversions.map(({ at, properties }) => ({
    customer,
    converted: true,
    worth: value === undefined ? 0 : Number(properties[value] ?? 0),
    contacts: path(at, at - windowSeconds * 1000),
  }))
}

/** What is shown as the rest stands last. */
const order = (channel: string): string => (channel === '$rest' ? '~' : channel)

/** Weights of the contacts of a path by the fixed models; together 1. */
export function naiveWeights(question: Attribution, ages: readonly number[]): Record<string, number[]> {
  const { position: { first = 0.4, last = 0.4 } = {}, halfLifeSeconds = 604_800 } = question
  const n = ages.length
  const raw: Record<string, number[]> = {
    first: ages.map((_, i) => (i === 0 ? 1 : 0)),
    last: ages.map((_, i) => (i === n - 1 ? 1 : 0)),
    linear: ages.map(() => 1),
    position: ages.map((_, i) =>
      n === 1 ? 1 : i === 0 ? first : i === n - 1 ? last : (1 - first - last) / (n - 2),
    ),
    time_decay: ages.map((age) => 0.5 ** (age / (halfLifeSeconds * 1000))),
  }
  return Object.fromEntries(
    Object.entries(raw).map(([model, weights]) => {
      const sum = weights.reduce((total, weight) => total + weight, 0)
      return [model, weights.map((weight) => weight / sum)]
    }),
  )
}

/** Shapley values by every order in which the channels can come. */
export function naiveShapley(
  channels: readonly string[],
  worth: (some: readonly string[]) => number,
): Map<string, number> {
  const orders = ordersOf(channels)
  const values = new Map(channels.map((channel) => [channel, 0]))
  for (const one of orders)
    one.forEach((channel, i) => {
      const added = worth(one.slice(0, i + 1)) - (i === 0 ? 0 : worth(one.slice(0, i)))
      values.set(channel, (values.get(channel) ?? 0) + added / orders.length)
    })
  return values
}

function ordersOf(list: readonly string[]): string[][] {
  if (list.length === 0) return [[]]
  return list.flatMap((first, i) => ordersOf(list.toSpliced(i, 1)).map((rest) => [first, ...rest]))
}
