import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

/** Events by the hour in which they happened; hours without any are filled with zero. */
export const countEventsPerHour = defineQuery({
  sql: `
    SELECT formatDateTime(hour, '%FT%TZ', 'UTC') AS at, events
    FROM
    (
      SELECT toStartOfHour(at) AS hour, count() AS events
      FROM event
      WHERE at >= {since:DateTime64(3)} AND at <= {now:DateTime64(3)}
      GROUP BY hour
      ORDER BY hour WITH FILL
        FROM toStartOfHour({since:DateTime64(3)}) TO toStartOfHour({now:DateTime64(3)}) + INTERVAL 1 HOUR
        STEP INTERVAL 1 HOUR
    )`,
  parameters: z.object({ since: z.date(), now: z.date() }),
  row: z.object({ at: z.string(), events: z.coerce.number() }),
})
