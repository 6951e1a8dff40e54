import { z } from 'zod'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { defineCommand, defineQuery } from '../../../platform/clickhouse/define-query.ts'
import type { Context } from '../../../platform/context.ts'
import { writeAudit } from '../../audit/index.ts'
import { type ListUpload, listUpload, type UploadReport } from '../schema.ts'
import { findList } from './save-list.ts'

const numbers = String.raw`arrayJoin(arrayFilter(n -> n != '', splitByRegexp('[\\s,;]+', {content:String})))`
const known = `
  SELECT value, ${canonical('customer')} AS person FROM identifier FINAL
  WHERE namespace = 'customer_number' AND value IN (SELECT ${numbers})`

const countNumbers = defineQuery({
  sql: `
    SELECT count() AS numbers, countIf(missing) AS unknown, groupArrayIf(20)(number, missing) AS unknownNumbers
    FROM (SELECT DISTINCT ${numbers} AS number, number NOT IN (SELECT value FROM (${known})) AS missing)`,
  parameters: z.object({ content: z.string() }),
  row: z.object({
    numbers: z.coerce.number(),
    unknown: z.coerce.number(),
    unknownNumbers: z.array(z.string()),
  }),
  options: { pool: 'long' },
})

// An end is written for every number that was merged into a customer: an entry stands under the number of its time.
const insertEntries = defineCommand({
  sql: `
    INSERT INTO suppression (customer, reason, channel, active, until, evidence, at)
    WITH people AS (SELECT DISTINCT person FROM (${known}))
    SELECT customer, {list:String}, {channel:String}, {active:UInt8}, {until:Nullable(DateTime64(3))}, {evidence:String},
           {at:DateTime64(3)}
    FROM (
      SELECT person AS customer FROM people
      UNION DISTINCT
      SELECT customer FROM customer_merge FINAL WHERE {active:UInt8} = 0 AND into IN (SELECT person FROM people)
    )`,
  parameters: z.object({
    content: z.string(),
    list: z.string(),
    channel: z.string(),
    active: z.number(),
    until: z.date().nullable(),
    evidence: z.string(),
    at: z.date(),
  }),
  options: { pool: 'long' },
})

/** Put many customers on a list, or end their entries. Numbers that nobody has are counted and named, not kept. */
export async function uploadEntries(ctx: Context, list: string, input: ListUpload): Promise<UploadReport> {
  const { content, until, active, ...entry } = listUpload.parse(input)
  await findList(ctx, list)
  const [counted] = await countNumbers(ctx.clickhouse, { content })
  const report = {
    numbers: counted?.numbers ?? 0,
    recorded: (counted?.numbers ?? 0) - (counted?.unknown ?? 0),
    unknown: counted?.unknown ?? 0,
    unknownNumbers: counted?.unknownNumbers ?? [],
  }
  if (report.recorded === 0) return report
  // The audit row goes first and commits last: entries that ClickHouse refused leave no audit row.
  await ctx.postgres.transaction().execute(async (transaction) => {
    await writeAudit(transaction, ctx, {
      action: active ? 'suppression_list.add' : 'suppression_list.end',
      objectKind: 'suppression_list',
      objectId: list,
      detail: { customers: report.recorded, channel: entry.channel, until, evidence: entry.evidence },
    })
    await insertEntries(ctx.clickhouse, {
      ...entry,
      content,
      list,
      active: active ? 1 : 0,
      until: until === null ? null : new Date(until),
      at: ctx.clock.now(),
    })
  })
  return report
}
