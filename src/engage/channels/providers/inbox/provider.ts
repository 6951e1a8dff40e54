import { sql } from 'kysely'
import { z } from 'zod'
import { defineProvider, secret } from '../../provider.ts'
import { inboxHooks } from './hooks.ts'

export const inboxSettings = z.strictObject({
  identitySecret: secret(
    z
      .string()
      .min(16)
      .max(200)
      .optional()
      .meta({
        label: {
          'zh-CN': '身份密钥：App 后端以 HMAC-SHA256(客户号) 证明客户身份',
          en: 'Identity secret: the app’s server proves the customer with HMAC-SHA256(customer number)',
        },
      }),
  ),
})

const contentShape = z.object({ link: z.string().default('') })

/** Messages in the bank's own app: rows that the app reads and marks as read at the callback address. */
export const inbox = defineProvider({
  key: 'inbox',
  name: { 'zh-CN': 'App 站内信', en: 'App inbox' },
  channels: ['inbox'],
  settings: inboxSettings,
  address: null,
  batchSize: 2_000,
  hooks: inboxHooks,
  open: (ctx, { id }) => ({
    kind: 'batch',
    send: async ({ journey }, batch) => {
      const at = ctx.clock.now().toISOString()
      const rows = batch.map(({ touch, customer, customerNumber, subject, body, content }) => ({
        touch,
        route_id: id,
        journey_id: journey.id,
        customer,
        customer_number: customerNumber,
        title: subject,
        body,
        link: contentShape.catch({ link: '' }).parse(content).link,
        sent_at: at,
      }))
      await sql`
        INSERT INTO inbox_message
          (touch, route_id, journey_id, customer, customer_number, title, body, link, sent_at)
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row
          (touch uuid, route_id integer, journey_id integer, customer bigint, customer_number text, title text,
           body text, link text, sent_at timestamptz)
        WHERE customer_number <> ''
        ON CONFLICT DO NOTHING`.execute(ctx.postgres)
      return {
        results: batch.map(({ touch, customerNumber }) =>
          customerNumber === ''
            ? { touch, status: 'failed', detail: 'the customer has no number' }
            : { touch, status: 'sent', detail: '', message: touch },
        ),
      }
    },
  }),
})
