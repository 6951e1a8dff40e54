import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

export const countBySource = defineQuery({
  sql: `
    SELECT source, count() AS events, formatDateTime(max(received), '%Y-%m-%dT%H:%i:%S.%fZ') AS newest
    FROM event
    WHERE received >= {since:DateTime64(3)} AND source != 0
    GROUP BY source
    ORDER BY source`,
  parameters: z.object({ since: z.date() }),
  row: z.object({ source: z.number(), events: z.coerce.number(), newest: z.string() }),
})
