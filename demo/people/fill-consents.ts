import { chance, integer } from '../draw.ts'
import { defineFill, profilesOfSlice } from '../slice.ts'

/**
 * The consent ledger: marketing per channel, and the two other purposes that may never be bundled with it.
 * Asked when the account was opened, so the row carries that day. About one in six refuses a channel;
 * the young have never been asked for calls.
 */
export const fillConsents = defineFill(`
INSERT INTO consent (customer, purpose, channel, granted, wording, evidence, at)
SELECT
  customer, asked.1 AS purpose, asked.2 AS channel,
  ${chance('asked.3', 'consent', 'position', 'purpose', 'channel')} AS granted,
  if(opened < addDays({asOf:Date32}, -730), 'v1', 'v2') AS wording,
  if(mobile = 'none', 'branch form', 'mobile bank') AS evidence,
  toDateTime64(least(addDays(opened, ${integer(0, 20, 'asked', 'position')}), addDays({asOf:Date32}, -1)), 3, 'Asia/Shanghai')
    + INTERVAL 10 HOUR AS at
FROM
(
  SELECT
    position, customer, opened, mobile, age,
    arrayJoin([
      ('marketing', 'sms', 0.82),
      ('marketing', 'push', if(mobile = 'none', 0., 0.88)),
      ('marketing', 'email', 0.7),
      ('marketing', 'call', if(age < 30, 0., 0.66)),
      ('marketing', 'webhook', 0.85),
      ('marketing', 'inbox', if(mobile = 'none', 0., 0.9)),
      ('marketing', 'wecom', if(mobile = 'none', 0., 0.74)),
      ('experience_improvement', '', 0.6),
      ('research', '', 0.45)
    ]) AS asked
  FROM ${profilesOfSlice}
)
WHERE asked.3 > 0`)
