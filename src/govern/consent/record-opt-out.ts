import { z } from 'zod'
import { canonical } from '../../platform/clickhouse/canonical.ts'
import { defineQuery } from '../../platform/clickhouse/define-query.ts'
import type { Context } from '../../platform/context.ts'
import { encryptContact } from '../../platform/crypto/contact-cipher.ts'
import { identifierHash } from '../../platform/crypto/identifier-hash.ts'
import { writeAudit } from '../audit/index.ts'
import type { ContactChannel } from './schema.ts'

const findByAddress = defineQuery({
  sql: `
    SELECT DISTINCT ${canonical('customer')} AS person FROM (
      SELECT customer FROM contact_point FINAL WHERE value IN {encrypted:Array(String)}
      UNION ALL
      SELECT customer FROM identifier FINAL WHERE namespace IN ('phone', 'email') AND value IN {hashed:Array(String)}
    ) ORDER BY person`,
  parameters: z.object({ encrypted: z.array(z.string()), hashed: z.array(z.string()) }),
  row: z.object({ person: z.number() }),
})

/** Who does not want to be contacted by a channel any more: known by number, or by the addresses they wrote from. */
export type OptOut = {
  readonly channel: ContactChannel
  /** How it was said, e.g. `inbound "R"`. */
  readonly evidence: string
} & ({ readonly customers: readonly number[] } | { readonly addresses: readonly string[] })

/**
 * A refusal: everybody who is meant is put on the opt-out list of the channel and withdraws consent to marketing by it.
 * Doing it again changes nothing. Answers how many customers it was about: an address may belong to nobody or several.
 */
export async function recordOptOut(ctx: Context, optOut: OptOut): Promise<{ customers: number }> {
  const { channel, evidence } = optOut
  const customers =
    'customers' in optOut ? [...new Set(optOut.customers)] : await ownersOf(ctx, optOut.addresses)
  if (customers.length === 0) return { customers: 0 }
  const at = ctx.clock.now().toISOString()
  const lines = (row: object): string =>
    customers.map((customer) => JSON.stringify({ customer, ...row, evidence, at })).join('\n')
  await ctx.postgres.transaction().execute(async (transaction) => {
    for (const customer of customers) {
      await writeAudit(transaction, ctx, {
        action: 'consent.opt_out',
        objectKind: 'customer',
        objectId: String(customer),
        detail: { channel, evidence },
      })
    }
    await ctx.clickhouse.insert(
      'suppression',
      ['customer', 'reason', 'channel', 'active', 'until', 'evidence', 'at'],
      lines({ reason: 'opted_out', channel, active: 1, until: null }),
    )
    await ctx.clickhouse.insert(
      'consent',
      ['customer', 'purpose', 'channel', 'granted', 'wording', 'evidence', 'at'],
      lines({ purpose: 'marketing', channel, granted: 0, wording: '' }),
    )
  })
  return { customers: customers.length }
}

/** Customers who are known by any of these telephone numbers or mail addresses, in whichever way they are written. */
export async function ownersOf(ctx: Context, addresses: readonly string[]): Promise<number[]> {
  const forms = [...new Set(addresses.flatMap(formsOf))]
  if (forms.length === 0) return []
  const rows = await findByAddress(ctx.clickhouse, {
    encrypted: forms.map((form) => encryptContact(ctx.config, form)),
    hashed: forms.flatMap((form) => [
      identifierHash(ctx.config, 'phone', form),
      identifierHash(ctx.config, 'email', form),
    ]),
  })
  return rows.map(({ person }) => person)
}

/** The ways one address is written: a phone number of China with and without its country code. */
function formsOf(address: string): string[] {
  if (address.includes('@')) return [...new Set([address.trim(), address.trim().toLowerCase()])]
  const digits = address.replaceAll(/\D/g, '')
  if (digits === '') return []
  const local = digits.replace(/^(?:00)?86(?=1\d{10}$)/, '')
  return /^1\d{10}$/.test(local)
    ? [local, `86${local}`, `+86${local}`, `0086${local}`]
    : [digits, `+${digits}`]
}
