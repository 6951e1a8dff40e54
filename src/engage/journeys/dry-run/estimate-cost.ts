import type { Context } from '../../../platform/context.ts'
import type { ContactCounts } from '../counts/schema.ts'
import type { DryRunResult } from './schema.ts'

const microsOfHundredth = 10_000

/** What everything that was queued would cost, by the price of its channel. */
export async function estimateCost(
  ctx: Pick<Context, 'postgres'>,
  channels: readonly (Pick<ContactCounts, 'queued'> & { channel: string })[],
): Promise<DryRunResult['cost']> {
  const prices = await ctx.postgres
    .withTables<{ channel_setting: { channel: string; cost_micros: number } }>()
    .selectFrom('channel_setting')
    .select(['channel', 'cost_micros'])
    .execute()
  const priceOf = new Map(prices.map(({ channel, cost_micros }) => [channel, cost_micros]))
  const priced = channels.flatMap(({ channel, queued }) => {
    const price = priceOf.get(channel)
    return price === undefined
      ? []
      : [{ channel, messages: queued, cost: Math.round((queued * price) / microsOfHundredth) }]
  })
  return {
    currency: 'CNY',
    total: priced.reduce((sum, { cost }) => sum + cost, 0),
    channels: priced,
    unpriced: channels.filter(({ channel }) => !priceOf.has(channel)).map(({ channel }) => channel),
  }
}
