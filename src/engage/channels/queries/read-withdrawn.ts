import { z } from 'zod'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

const mine = `
  (customer IN {customers:Array(UInt32)}
   OR customer IN (SELECT customer FROM customer_merge FINAL WHERE into IN {customers:Array(UInt32)}))`

/**
 * Who of these customers must no longer be contacted through a channel because of something that arrived since the
 * gate let the contact pass: an entry of the do-not-contact list, or a consent that was withdrawn.
 */
export const readWithdrawn = defineQuery({
  sql: `
    SELECT person, min(reason) AS reason FROM (
      SELECT ${canonical('customer')} AS person, if(reason = 'opted_out', 'opted_out', 'suppression_list') AS reason
      FROM suppression FINAL
      WHERE ${mine} AND channel IN ('', {channel:String}) AND active
        AND at > {since:DateTime64(3)} AND at <= {now:DateTime64(3)} AND (until IS NULL OR until > {now:DateTime64(3)})
      UNION ALL
      SELECT ${canonical('customer')} AS person, 'opted_out' AS reason
      FROM consent
      WHERE ${mine} AND channel = {channel:String} AND purpose = 'marketing'
        AND at > {since:DateTime64(3)} AND at <= {now:DateTime64(3)}
      GROUP BY person
      HAVING max(toUnixTimestamp64Milli(at) * 2 + (granted = 0)) % 2 = 1
    )
    GROUP BY person`,
  parameters: z.object({
    customers: z.array(z.number()),
    channel: z.string(),
    since: z.date(),
    now: z.date(),
  }),
  row: z.object({ person: z.number(), reason: z.string() }),
})
