import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { happeningProperties, happenings } from './happening-names.ts'

/** Make the happenings known to the tracking plan, so that rules and analyses can name them. What is known stays. */
export async function registerHappenings(ctx: Pick<Context, 'postgres' | 'clock'>): Promise<void> {
  const now = ctx.clock.now()
  const names = happenings.map(([name, title]) => ({ name, title }))
  const properties = happenings.flatMap(([event]) =>
    happeningProperties.map(([name, type]) => ({ event, name, type })),
  )
  await ctx.postgres.transaction().execute(async (transaction) => {
    await sql`
      INSERT INTO event_definition (name, status, title, first_seen, last_seen)
      SELECT name, 'approved', title, ${now}, ${now}
      FROM jsonb_to_recordset(${JSON.stringify(names)}::jsonb) AS known (name text, title text)
      ON CONFLICT DO NOTHING`.execute(transaction)
    await sql`
      INSERT INTO property_definition (event, name, type, first_seen, last_seen)
      SELECT event, name, type, ${now}, ${now}
      FROM jsonb_to_recordset(${JSON.stringify(properties)}::jsonb) AS known (event text, name text, type text)
      ON CONFLICT DO NOTHING`.execute(transaction)
  })
}
