import { hash, integer } from '../draw.ts'
import { defineFill, profilesOfSlice } from '../slice.ts'

/**
 * The visits in which the new time deposits were opened: every deposit of the last ninety days that was paid with new
 * money has its `time_deposit_open`, in the app or, for customers without it, at the branch.
 */
export const fillDepositOpenings = defineFill(`
INSERT INTO event (at, received, name, kind, customer, source, channel, session, message_id, properties)
SELECT
  addSeconds(opened_at, step.1) AS at,
  addMilliseconds(at, 900) AS received,
  step.2, 'track', customer,
  if(channel = 'app', {appSource:UInt32}, {branchSource:UInt32}),
  channel,
  lower(hex(${hash('deposit session', 'position')})) AS session,
  concat('demo-', session, '-', step.2),
  mapFilter((name, value) -> value != '', map(
    'page', step.3,
    'product', product,
    'amount', if(step.2 = 'time_deposit_open', toString(amount), ''),
    'term_months', if(step.2 = 'time_deposit_open', term, '')
  ))
FROM
(
  SELECT
    position, customer, product, amount, attributes['term_months'] AS term,
    if(mobile = 'none', 'branch', 'app') AS channel,
    if(campaign.converted, campaign.converted_at,
      addSeconds(toDateTime64(held.opened, 3, 'Asia/Shanghai'), ${integer(32_400, 61_000, 'opens deposit at', 'position')})) AS opened_at,
    arrayJoin(if(channel = 'app',
      [(-95, 'deposit_list_view', 'deposit_list'), (-60, 'deposit_detail_view', 'deposit_detail'),
       (-25, 'deposit_confirm_view', 'deposit_confirm'), (0, 'time_deposit_open', 'deposit_result')],
      [(-900, 'branch_visit', 'lobby'), (0, 'time_deposit_open', 'counter')])) AS step
  FROM
  (
    SELECT customer, holding, product, amount, opened, attributes
    FROM holding
    WHERE customer >= {first:UInt32} + {from:UInt32} AND customer < {first:UInt32} + {until:UInt32}
      AND class = 'time_deposit' AND endsWith(holding, '-41')
  ) AS held
  INNER JOIN (SELECT position, customer, mobile FROM ${profilesOfSlice}) AS profile USING customer
  LEFT JOIN (SELECT customer, converted, converted_at FROM demo_campaign WHERE converted) AS campaign USING customer
)`)
