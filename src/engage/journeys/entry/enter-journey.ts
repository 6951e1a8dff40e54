import { sql } from 'kysely'
import { z } from 'zod'
import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { journeyGraph } from '../schema.ts'
import { journeyTables } from '../store.ts'

/** Held while a request gets its number, so that numbers become visible in their order. */
const requestLock = 7_700_105

export const journeyEntryRequest = z.strictObject({
  request: z
    .string()
    .min(1)
    .max(200)
    .describe('Given by the caller. The same again changes nothing, whatever else it says'),
  customers: z.array(z.string().min(1).max(64)).min(1).max(10_000).describe('The bank’s customer numbers'),
})
export const journeyEntryAnswer = z.object({
  accepted: z.number().int().describe('Customers who will enter, if re-entry, rule and caps let them'),
  unknown: z.array(z.string()).describe('Numbers that no customer has'),
  repeated: z.boolean().describe('This request was accepted before'),
})
type Answer = z.output<typeof journeyEntryAnswer>

/**
 * Send customers into a journey whose entry is `api`. They are noted durably before this answers, and enter with the
 * next tick, once.
 * @throws AppError not_found, conflict when the journey does not run or is entered otherwise
 */
export async function enterJourney(
  ctx: Context,
  key: string,
  { request, customers }: z.output<typeof journeyEntryRequest>,
): Promise<Answer> {
  const known = await ctx.clickhouse.query(
    `SELECT number, any(customer) AS customer FROM customer FINAL WHERE number IN {numbers:Array(String)} GROUP BY number`,
    { numbers: customers },
    z.object({ number: z.string(), customer: z.number() }),
  )
  const found = new Set(known.map(({ number }) => number))
  const numbers = [...new Set(known.map(({ customer }) => customer))]
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = journeyTables(transaction)
    const journey = await db
      .selectFrom('journey')
      .innerJoin('journey_version', (join) =>
        join
          .onRef('journey_version.journey_id', '=', 'journey.id')
          .onRef('journey_version.version', '=', 'journey.published_version'),
      )
      .select(['journey.id', 'journey.status', 'journey.entry_closed_at', 'journey_version.graph'])
      .where('journey.key', '=', key)
      .executeTakeFirst()
    if (!journey) throw new AppError('not_found', `There is no published journey "${key}"`)
    if (journeyGraph.parse(journey.graph).entry.type !== 'api')
      throw new AppError(
        'conflict',
        `The journey "${key}" is not entered by the API: its entry says how it is`,
      )
    if (journey.status !== 'running' || journey.entry_closed_at !== null)
      throw new AppError('conflict', `Nobody can enter the journey "${key}" now: it does not run`)
    await sql`SELECT pg_advisory_xact_lock(${requestLock}, ${journey.id})`.execute(transaction)
    const inserted = await db
      .insertInto('journey_entry_request')
      .values({
        journey_id: journey.id,
        request,
        customers: numbers,
        requested_by: ctx.actor.name,
        requested_at: ctx.clock.now(),
      })
      .onConflict((conflict) => conflict.columns(['journey_id', 'request']).doNothing())
      .executeTakeFirst()
    const repeated = Number(inserted.numInsertedOrUpdatedRows ?? 0) === 0
    if (!repeated) {
      await writeAudit(transaction, ctx, {
        action: 'journey.enter',
        objectKind: 'journey',
        objectId: key,
        detail: { request, customers: numbers.length },
      })
    }
    return { accepted: numbers.length, unknown: customers.filter((number) => !found.has(number)), repeated }
  })
}
