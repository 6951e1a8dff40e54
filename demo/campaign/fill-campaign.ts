import { bucketSql, bucketsOf } from '../../src/decide/experiments/index.ts'
import type { ClickHouse } from '../../src/platform/clickhouse/clickhouse.ts'
import { chance, hash, integer, uniform } from '../draw.ts'
import { planted } from '../planted.ts'
import { defineFill } from '../slice.ts'
import { campaignChannel, campaignKey, holdoutNode } from './campaign-graph.ts'

const { campaign } = planted

/** The instant of entry: ten in the morning. */
export const campaignStart = `(toDateTime64(addDays({asOf:Date32}, -${campaign.daysBefore}), 3, 'Asia/Shanghai') + INTERVAL 10 HOUR)`

/**
 * Working table: the audience of the past campaign, who was held out, what became of the message and who converted.
 * Converting is planted as exact shares, not as chances: of each group the base rate (in hash order), and of the
 * contacted the uplift more, all of them people who opened the message.
 */
export async function createCampaignTable(clickhouse: ClickHouse): Promise<void> {
  await dropCampaignTable(clickhouse)
  await clickhouse.command(`
CREATE TABLE demo_campaign
(
  position      UInt32,
  customer      UInt32,
  number        String,
  held_out      UInt8,
  refusal       LowCardinality(String),  -- why the gate kept the message back, '' = it went out
  delivered     UInt8,
  opened        UInt8,
  clicked       UInt8,
  converted     UInt8,
  converted_at  DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY position`)
}

export async function dropCampaignTable(clickhouse: ClickHouse): Promise<void> {
  await clickhouse.command('DROP TABLE IF EXISTS demo_campaign SYNC')
}

export const fillCampaign = defineFill(`
INSERT INTO demo_campaign
SELECT
  position, customer, number, held_out, refusal, delivered, opened_message, clicked,
  converts_anyway OR (persuadable AND
    row_number() OVER (PARTITION BY persuadable ORDER BY ${hash('persuaded', 'position')}) <= round(group_size * ${campaign.uplift})) AS converted,
  -- two to twenty-nine days after entry, more of them soon
  addSeconds(addDays(${campaignStart}, 2 + toInt32(floor(27 * pow(${uniform('converts after', 'position')}, 1.4)))),
    ${integer(-3600, 39_600, 'converts at', 'position')}) AS converted_at
FROM
(
  SELECT
    *,
    row_number() OVER (PARTITION BY held_out ORDER BY ${hash('converts anyway', 'position')}) <= round(group_size * ${campaign.baseRate}) AS converts_anyway,
    opened_message AND NOT converts_anyway AS persuadable
  FROM
  (
    SELECT
      position, customer, number,
      ${bucketSql('customer', campaignKey, `holdout:${holdoutNode}`)} < ${bucketsOf(campaign.holdoutPercent)} AS held_out,
      count() OVER (PARTITION BY held_out) AS group_size,
      multiIf(
        held_out, '',
        customer IN (SELECT customer FROM suppression WHERE channel IN ('', '${campaignChannel}') AND at < ${campaignStart}), 'suppression_list',
        customer NOT IN (SELECT customer FROM consent WHERE purpose = 'marketing' AND channel = '${campaignChannel}' AND granted), 'no_consent',
        '') AS refusal,
      NOT held_out AND refusal = '' AND ${chance(campaign.deliveryRate, 'delivered', 'position')} AS delivered,
      delivered AND ${chance(campaign.openRate, 'opened message', 'position')} AS opened_message,
      opened_message AND ${chance(campaign.clickRate / campaign.openRate, 'clicked', 'position')} AS clicked
    FROM demo_profile
    WHERE mobile != 'none' AND opened < addDays({asOf:Date32}, -120)
      AND aum >= ${campaign.fromAum * 100} AND aum <= ${campaign.toAum * 100}
  )
)`)
