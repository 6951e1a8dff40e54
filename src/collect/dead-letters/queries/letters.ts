import { z } from 'zod'
import { defineCommand, defineQuery } from '../../../platform/clickhouse/define-query.ts'
import { letterStates } from '../schema.ts'

const instant = (column: string): string => `formatDateTime(${column}, '%Y-%m-%dT%H:%i:%S.%fZ')`
const columns = `toString(id) AS letter, ${instant('received')} AS received_at, source, protocol, reason, detail, body,
  state, ${instant('updated')} AS updated_at`

const row = z.object({
  letter: z.string(),
  received_at: z.string(),
  source: z.number(),
  protocol: z.string(),
  reason: z.string(),
  detail: z.string(),
  body: z.string(),
  state: z.enum(letterStates),
  updated_at: z.string(),
})
export type LetterRow = z.infer<typeof row>

const filter = `({source:Int64} < 0 OR source = {source:Int64})
  AND ({reason:String} = '' OR reason = {reason:String})
  AND ({state:String} = '' OR state = {state:String})`
const filterParameters = { source: z.number().int(), reason: z.string(), state: z.string() }

/** A page of letters, newest first, behind the one that was shown last. */
export const pageOfLetters = defineQuery({
  sql: `
    SELECT ${columns} FROM dead_letter FINAL
    WHERE ${filter} AND (received, id) < ({received:DateTime64(3)}, {id:UUID})
    ORDER BY received DESC, id DESC
    LIMIT {limit:UInt16}`,
  parameters: z.object({
    ...filterParameters,
    received: z.date(),
    id: z.uuid(),
    limit: z.number().int(),
  }),
  row,
})

export const countByReason = defineQuery({
  sql: `SELECT reason, count() AS letters FROM dead_letter FINAL WHERE ${filter} GROUP BY reason ORDER BY letters DESC, reason`,
  parameters: z.object(filterParameters),
  row: z.object({ reason: z.string(), letters: z.coerce.number() }),
})

export const openLetters = defineQuery({
  sql: `SELECT ${columns} FROM dead_letter FINAL WHERE id IN {ids:Array(UUID)} AND state = 'open'`,
  parameters: z.object({ ids: z.array(z.uuid()) }),
  row,
})

/** The newest row of a letter holds, so a new state is a new row. */
export const changeState = defineCommand({
  sql: `
    INSERT INTO dead_letter (id, received, source, protocol, reason, detail, body, state, updated)
    SELECT id, received, source, protocol, reason, detail, body, {state:String}, {now:DateTime64(3)}
    FROM dead_letter FINAL
    WHERE id IN {ids:Array(UUID)} AND state = 'open'`,
  parameters: z.object({ ids: z.array(z.uuid()), state: z.string(), now: z.date() }),
})
