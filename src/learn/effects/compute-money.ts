import { readChannelCosts } from '../../engage/channels/index.ts'
import type { Context } from '../../platform/context.ts'
import type { EffectPlan } from './plan-schema.ts'
import { countContacts } from './queries/count-contacts.ts'
import type { EffectMoney, MetricResult } from './schema.ts'

const microsOfYuan = 1_000_000
const fenOfYuan = 100

/** What the journey earned beyond what would have come anyway, what it cost, and what is left. All in yuan. */
export async function computeMoney(
  ctx: Context,
  journey: { id: number; committedTick: number },
  money: EffectPlan['money'],
  treated: number,
  metrics: readonly MetricResult[],
): Promise<EffectMoney> {
  const [contacts, prices] = await Promise.all([
    countContacts(ctx.clickhouse, { journey: journey.id, committedTick: journey.committedTick }),
    readChannelCosts(ctx),
  ])
  const priceOf = (kind: 'message' | 'benefit', key: string): number | undefined => {
    if (kind === 'message') {
      const micros = prices.get(key)
      return micros === undefined ? undefined : micros / microsOfYuan
    }
    const fen = money.benefitCostsFen[key]
    return fen === undefined ? undefined : fen / fenOfYuan
  }
  const priced = contacts.map((contact) => ({ ...contact, price: priceOf(contact.kind, contact.key) }))
  const cents = (yuan: number): number => Math.round(yuan * fenOfYuan) / fenOfYuan
  const spent = (kind: 'message' | 'benefit') =>
    priced
      .filter((contact) => contact.kind === kind)
      .map(({ key, contacts: number, price }) => ({ key, number, cost: cents(number * (price ?? 0)) }))
  const messages = spent('message').map(({ key, number, cost }) => ({ channel: key, messages: number, cost }))
  const benefits = spent('benefit').map(({ key, number, cost }) => ({ benefit: key, requests: number, cost }))
  const fixed = money.fixedCostFen / fenOfYuan
  const total = cents([...messages, ...benefits].reduce((sum, { cost }) => sum + cost, fixed))
  const overAll = (key: string) => {
    const found = metrics.find((metric) => metric.key === key)?.comparison
    return found
      ? { value: treated * found.difference, low: treated * found.low, high: treated * found.high }
      : null
  }
  const revenue = overAll('revenue')
  const net = revenue && mapped(revenue, (value) => value - total)
  return {
    currency: 'CNY',
    aum: overAll('aum'),
    revenue,
    cost: {
      total,
      messages,
      benefits,
      fixed,
      unpriced: priced.flatMap(({ key, price }) => (price === undefined ? [key] : [])),
    },
    net,
    return: net && total > 0 ? mapped(net, (value) => value / total) : null,
  }
}

const mapped = (
  of: { value: number; low: number; high: number },
  map: (value: number) => number,
): { value: number; low: number; high: number } => ({
  value: map(of.value),
  low: map(of.low),
  high: map(of.high),
})
