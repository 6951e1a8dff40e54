import { chance, integer, logNormal } from '../draw.ts'
import { planted } from '../planted.ts'
import { defineFill, profilesOfSlice, written } from '../slice.ts'
import { holdingColumns, holdingKey, yuan } from './holding-key.ts'
import { campaignDeposit } from './products.ts'

/**
 * Time deposits opened with new money in the last ninety days. In the past campaign's audience exactly the planted
 * shares opened one while it was measured (see campaign/); everybody else now and then.
 */
export const fillNewDeposits = defineFill(`
INSERT INTO holding (${holdingColumns})
SELECT
  customer, ${holdingKey('newDeposit')} AS holding, product, 'time_deposit', began, addMonths(began, term), NULL, 'active',
  ${yuan('fen')}, map('term_months', toString(term), 'rate', toString(0.9 + term / 40), 'origin', 'new_money'), ${written}
FROM
(
  SELECT
    customer, number, '${campaignDeposit}' AS product, 12 AS term,
    toDate32(converted_at, 'Asia/Shanghai') AS began, ${planted.campaign.amount * 100} AS fen
  FROM demo_campaign
  WHERE position >= {from:UInt32} AND position < {until:UInt32} AND converted
  UNION ALL
  SELECT
    customer, number, 'TD12' AS product, 12 AS term,
    addDays({asOf:Date32}, -${integer(1, 90, 'new deposit since', 'position')}) AS began,
    toInt64(ceil(${logNormal(18000, 0.8, 'new deposit', 'position')} / 1000)) * 100000 AS fen
  FROM ${profilesOfSlice}
    AND loss = 0 AND aum >= 500000 AND opened < addDays({asOf:Date32}, -120)
    AND ${chance(0.04, 'opens a deposit', 'position')}
    AND customer NOT IN (SELECT customer FROM demo_campaign)
)`)
