import { defineCommand } from '../../src/platform/clickhouse/define-query.ts'
import { hash, integer } from '../draw.ts'
import { campaignChannel, campaignGraph, campaignKey, messageNode } from './campaign-graph.ts'
import { campaignStart } from './fill-campaign.ts'
import { messageTick, ofJourney } from './fill-journey-steps.ts'

/** The identity of a touch, computed as the journey engine computes it. */
const touchId = `reinterpretAsUUID(sipHash128('${campaignKey}', toUInt32({journey:UInt32}), '${messageNode}', toUInt32(${messageTick}), customer))`

/** One touch for everybody who was not held out: sent, or kept back by the gate. */
export const fillTouches = defineCommand({
  sql: `
INSERT INTO touch (customer, at, touch, journey, version, node, tick, channel, template, outcome, reason)
SELECT
  customer, ${campaignStart}, ${touchId}, {journey:UInt32}, 1, '${messageNode}', ${messageTick}, '${campaignChannel}',
  '${campaignGraph.nodes.offer.template}', if(refusal = '', 'queued', 'suppressed'), refusal
FROM demo_campaign
WHERE NOT held_out`,
  parameters: ofJourney,
  options: { pool: 'long' },
})

/** What became of them. People open a push within the day, and click within a minute of opening. */
export const fillTouchReceipts = defineCommand({
  sql: `
INSERT INTO touch_receipt (journey, touch, status, customer, at, provider, detail, version, node, channel)
SELECT
  {journey:UInt32}, ${touchId}, receipt.1, customer, ${campaignStart} + toIntervalSecond(receipt.2), 'simulator', '',
  1, '${messageNode}', '${campaignChannel}'
FROM
(
  SELECT
    customer,
    ${integer(60, 600, 'sent after', 'position')} AS sent_after,
    ${integer(300, 40_000, 'opened after', 'position')} AS opened_after,
    arrayJoin(arrayFilter(receipt -> receipt.3, [
      ('sent', sent_after, 1),
      (if(delivered, 'delivered', 'failed'), sent_after + 5, 1),
      ('opened', sent_after + opened_after, opened),
      ('clicked', sent_after + opened_after + 5 + ${hash('clicked after', 'position')} % 55, clicked)
    ])) AS receipt
  FROM demo_campaign
  WHERE NOT held_out AND refusal = ''
)`,
  parameters: ofJourney,
  options: { pool: 'long' },
})
