import { z } from 'zod'
import type { ContactChannel } from '../../../govern/consent/index.ts'
import { writeAudit } from '../../../govern/audit/index.ts'
import { defineQuery } from '../../../platform/clickhouse/define-query.ts'
import type { Context } from '../../../platform/context.ts'
import { encryptContact } from '../../../platform/crypto/contact-cipher.ts'
import { identifierHash } from '../../../platform/crypto/identifier-hash.ts'

const findByPhone = defineQuery({
  sql: `
    SELECT DISTINCT customer FROM (
      SELECT customer FROM contact_point FINAL WHERE kind = 'phone' AND value IN {encrypted:Array(String)}
      UNION ALL
      SELECT customer FROM identifier FINAL WHERE namespace = 'phone' AND value IN {hashed:Array(String)}
    ) ORDER BY customer`,
  parameters: z.object({ encrypted: z.array(z.string()), hashed: z.array(z.string()) }),
  row: z.object({ customer: z.number() }),
})

/**
 * Put everybody who has one of these phone numbers on the do-not-contact list of a channel: they answered that they want
 * no more. Doing it again changes nothing.
 */
export async function stopMessagesTo(
  ctx: Context,
  channel: ContactChannel,
  phones: readonly string[],
): Promise<void> {
  const forms = [...new Set(phones.flatMap(formsOf))]
  if (forms.length === 0) return
  const customers = await findByPhone(ctx.clickhouse, {
    encrypted: forms.map((phone) => encryptContact(ctx.config, phone)),
    hashed: forms.map((phone) => identifierHash(ctx.config, 'phone', phone)),
  })
  if (customers.length === 0) {
    ctx.log.warn({ channel, numbers: phones.length }, 'nobody is known by the number that opted out')
    return
  }
  const at = ctx.clock.now().toISOString()
  await ctx.postgres.transaction().execute(async (transaction) => {
    for (const { customer } of customers) {
      await writeAudit(transaction, ctx, {
        action: 'suppression.add',
        objectKind: 'customer',
        objectId: String(customer),
        detail: { reason: 'opted_out', channel, evidence: 'inbound message' },
      })
    }
    await ctx.clickhouse.insert(
      'suppression',
      ['customer', 'reason', 'channel', 'active', 'until', 'at'],
      customers
        .map(({ customer }) =>
          JSON.stringify({ customer, reason: 'opted_out', channel, active: 1, until: null, at }),
        )
        .join('\n'),
    )
  })
}

/** The ways one number is written: with and without the country code of China, with and without +. */
export function formsOf(phone: string): string[] {
  const digits = phone.replaceAll(/\D/g, '')
  if (digits === '') return []
  const local = digits.replace(/^(?:00)?86(?=1\d{10}$)/, '')
  return local.length === 11 && local.startsWith('1')
    ? [local, `86${local}`, `+86${local}`, `0086${local}`]
    : [digits, `+${digits}`]
}
