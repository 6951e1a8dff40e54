import { sql } from 'kysely'
import { z } from 'zod'
import { defineQuery } from '../../../../platform/clickhouse/define-query.ts'
import { encryptContact } from '../../../../platform/crypto/contact-cipher.ts'
import { businessDay } from '../../../../understand/rules/index.ts'
import { defineProvider } from '../../provider.ts'

const readManagers = defineQuery({
  sql: `
    SELECT customer, name, branch, manager FROM customer FINAL WHERE customer IN {customers:Array(UInt32)}`,
  parameters: z.object({ customers: z.array(z.number()) }),
  row: z.object({ customer: z.number(), name: z.string(), branch: z.string(), manager: z.string() }),
})

const day = 86_400_000

/**
 * A list that managers and callers work off: every message becomes a row with the words to say. The row waits for a day
 * on which its customer's manager, or a colleague of the branch, has room (see plan-calls.ts).
 */
export const callList = defineProvider({
  key: 'call_list',
  name: { 'zh-CN': '外呼名单', en: 'Outbound-call list' },
  channels: ['call'],
  settings: z.strictObject({
    dueDays: z
      .number()
      .int()
      .min(1)
      .max(90)
      .default(7)
      .meta({ label: { 'zh-CN': '几天内拨打', en: 'To be called within days' } }),
  }),
  address: 'phone',
  batchSize: 2_000,
  open: (ctx, { id, settings }) => ({
    kind: 'batch',
    send: async ({ journey }, batch) => {
      const people = await readManagers(ctx.clickhouse, { customers: batch.map(({ customer }) => customer) })
      const known = new Map(people.map((person) => [person.customer, person]))
      const now = ctx.clock.now()
      const due = businessDay(new Date(now.getTime() + settings.dueDays * day), ctx.config.timezone)
      const rows = batch.map(({ touch, customer, customerNumber, address, subject, body }) => ({
        touch,
        route_id: id,
        journey_id: journey.id,
        customer,
        customer_number: customerNumber,
        name: known.get(customer)?.name ?? '',
        phone: encryptContact(ctx.config, address),
        title: subject,
        script: body,
        branch: known.get(customer)?.branch ?? '',
        manager: known.get(customer)?.manager ?? '',
        due_on: due,
        created_at: now.toISOString(),
        updated_at: now.toISOString(),
      }))
      await sql`
        INSERT INTO call_entry (touch, route_id, journey_id, customer, customer_number, name, phone, title, script,
                                branch, manager, due_on, created_at, updated_at)
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row
          (touch uuid, route_id integer, journey_id integer, customer bigint, customer_number text, name text,
           phone text, title text, script text, branch text, manager text, due_on date, created_at timestamptz,
           updated_at timestamptz)
        ON CONFLICT DO NOTHING`.execute(ctx.postgres)
      return { results: batch.map(({ touch }) => ({ touch, status: 'sent', detail: '', message: touch })) }
    },
  }),
})
