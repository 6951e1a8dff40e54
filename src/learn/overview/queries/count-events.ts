import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

/**
 * How many events are stored, were received since midnight and in the last minutes. Two scans that read no more than
 * they must: the total comes from part metadata, the rest from the granules whose `received` range matches.
 */
export const countEvents = defineQuery({
  sql: `
    SELECT
      (SELECT count() FROM event) AS total,
      countIf(received >= {midnight:DateTime64(3)}) AS today,
      countIf(received >= {recent:DateTime64(3)}) AS recent
    FROM event
    WHERE received >= least({midnight:DateTime64(3)}, {recent:DateTime64(3)}) AND received <= {now:DateTime64(3)}`,
  parameters: z.object({ midnight: z.date(), recent: z.date(), now: z.date() }),
  row: z.object({ total: z.coerce.number(), today: z.coerce.number(), recent: z.coerce.number() }),
})
