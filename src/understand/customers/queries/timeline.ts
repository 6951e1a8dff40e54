import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

const parameters = z.object({
  members: z.array(z.number().int()),
  since: z.date(),
  until: z.date(),
  names: z.array(z.string()),
  channels: z.array(z.string()),
  text: z.string(),
})

const filter = `customer IN {members:Array(UInt32)}
  AND at >= {since:DateTime64(3)} AND at <= {until:DateTime64(3)}
  AND (empty({names:Array(String)}) OR name IN {names:Array(String)})
  AND (empty({channels:Array(String)}) OR channel IN {channels:Array(String)})
  AND ({text:String} = '' OR positionCaseInsensitiveUTF8(name, {text:String}) > 0
    OR arrayExists(value -> positionCaseInsensitiveUTF8(value, {text:String}) > 0, mapValues(properties)))`

/** Events of one customer, newest first. Of events of one instant \`skip\` were shown before. */
export const timelineRows = defineQuery({
  sql: `SELECT formatDateTime(at, '%Y-%m-%dT%H:%i:%S.%fZ') AS happened, name, kind, customer AS person, source, channel,
  session, message_id AS messageId, properties
FROM event
WHERE ${filter}
ORDER BY at DESC, name, person, messageId
LIMIT {limit:UInt16} OFFSET {skip:UInt32}`,
  parameters: parameters.extend({ limit: z.number().int(), skip: z.number().int() }),
  row: z.object({
    happened: z.string(),
    name: z.string(),
    kind: z.string(),
    person: z.number(),
    source: z.number(),
    channel: z.string(),
    session: z.string(),
    messageId: z.string(),
    properties: z.record(z.string(), z.string()),
  }),
})

/** What the timeline can be filtered by. */
export const timelineCounts = defineQuery({
  sql: `SELECT name, channel, count() AS events, formatDateTime(max(at), '%Y-%m-%dT%H:%i:%S.%fZ') AS newest
FROM event
WHERE customer IN {members:Array(UInt32)} AND at <= {until:DateTime64(3)}
GROUP BY name, channel
ORDER BY events DESC`,
  parameters: z.object({ members: z.array(z.number().int()), until: z.date() }),
  row: z.object({ name: z.string(), channel: z.string(), events: z.coerce.number(), newest: z.string() }),
})
