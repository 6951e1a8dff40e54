import { createHash } from 'node:crypto'
import { ownersOf, recordOptOut } from '../../../../govern/consent/index.ts'
import type { Context } from '../../../../platform/context.ts'
import { type AnswerEvent, storeAnswerEvents } from '../../answer-events.ts'
import type { Route } from '../../provider.ts'
import { type Receipt, recordReceipts } from '../../receive-receipts.ts'
import type { DeliveryReceipt } from './delivery-receipt.ts'

/** What came in by a session. */
export type Arrival =
  | ({ readonly kind: 'receipt'; readonly at: Date } & DeliveryReceipt)
  | {
      readonly kind: 'message'
      readonly at: Date
      readonly from: string
      readonly text: string
      readonly optOut: boolean
    }

/** Texts are kept so far; an SMS of ten segments has 670 characters. */
const longestText = 700

/**
 * A message centre that heard no answer delivers the same text again, and gives it no number by which one could tell.
 * What a customer writes word for word again within a span of this length, or the next, is taken for the same text.
 */
const deliveredAgainWithin = 15 * 60_000

/** Store receipts, texts and opt-outs; only then the message centre hears that they were taken. */
export async function storeArrivals(
  ctx: Context,
  route: Pick<Route<unknown>, 'id' | 'channel'>,
  arrivals: readonly Arrival[],
): Promise<void> {
  const receipts = arrivals.flatMap((arrival): Receipt[] =>
    arrival.kind === 'receipt' && arrival.outcome !== 'pending'
      ? [{ message: arrival.messageId, status: arrival.outcome, at: arrival.at, detail: arrival.detail }]
      : [],
  )
  await recordReceipts(ctx, { id: route.id, provider: 'smpp' }, receipts)
  await storeTexts(ctx, route, arrivals)
  const leaving = arrivals.flatMap((arrival) =>
    arrival.kind === 'message' && arrival.optOut ? [arrival.from] : [],
  )
  if (leaving.length === 0) return
  const { channel } = route
  const { customers } = await recordOptOut(ctx, { channel, evidence: 'inbound message', addresses: leaving })
  if (customers === 0) ctx.log.warn({ channel }, 'nobody is known by the number that opted out')
}

/** What customers wrote becomes an event of everyone who is known by the number; of others nothing is kept. */
async function storeTexts(
  ctx: Context,
  route: Pick<Route<unknown>, 'id' | 'channel'>,
  arrivals: readonly Arrival[],
): Promise<void> {
  const events: AnswerEvent[] = []
  for (const arrival of arrivals) {
    if (arrival.kind !== 'message') continue
    const text = arrival.text.slice(0, longestText)
    const said = createHash('sha256').update(text).digest('base64url').slice(0, 22)
    const span = Math.floor(arrival.at.getTime() / deliveredAgainWithin)
    for (const customer of await ownersOf(ctx, [arrival.from])) {
      events.push({
        name: '$sms_received',
        customer,
        at: arrival.at,
        channel: route.channel,
        id: textId(route.id, customer, said, span),
        otherIds: [textId(route.id, customer, said, span - 1)],
        properties: { text, optOut: String(arrival.optOut) },
      })
    }
  }
  await storeAnswerEvents(ctx, events)
}

const textId = (route: number, customer: number, said: string, span: number): string =>
  `text ${route} ${customer} ${said} ${span}`
