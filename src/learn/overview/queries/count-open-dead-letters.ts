import { z } from 'zod'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'

/** Refused items that nobody has replayed or discarded yet. */
export const countOpenDeadLetters = defineQuery({
  sql: `SELECT count() AS open FROM dead_letter FINAL WHERE state = 'open'`,
  parameters: z.object({}),
  row: z.object({ open: z.coerce.number() }),
})
