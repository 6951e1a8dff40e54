import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

/** What a journey has spent its money on: messages by channel, benefits by key. */
export const countContacts = defineQuery({
  sql: `
    SELECT kind, key, contacts FROM (
    SELECT 'message' AS kind, toString(channel) AS key, count() AS contacts
    FROM touch
    WHERE journey = {journey:UInt32} AND tick <= {committedTick:UInt32} AND outcome = 'queued'
    GROUP BY channel
    UNION ALL
    SELECT 'benefit' AS kind, toString(benefit) AS key, count() AS contacts
    FROM benefit_request FINAL
    WHERE journey = {journey:UInt32} AND tick <= {committedTick:UInt32}
    GROUP BY benefit)
    ORDER BY kind, key`,
  parameters: z.object({ journey: z.number().int(), committedTick: z.number().int() }),
  row: z.object({ kind: z.enum(['message', 'benefit']), key: z.string(), contacts: z.coerce.number() }),
})
