import { sql } from 'kysely'
import { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { decryptContact } from '../../platform/crypto/contact-cipher.ts'
import { AppError } from '../../platform/errors.ts'
import { businessDay, plainText } from '../rules/index.ts'
import { findPerson, type Person } from './person.ts'
import { holdingRows } from './queries/holdings.ts'
import { isPersonal } from './mask.ts'
import { readContacts, readRow } from './read-profile.ts'

export const unmaskableFields = ['name', 'birth_date', 'phone', 'email', 'attributes', 'accounts'] as const
type Field = (typeof unmaskableFields)[number]

export const unmaskInput = z.strictObject({
  fields: z
    .array(z.enum(unmaskableFields))
    .min(1, 'name at least one field')
    .max(unmaskableFields.length)
    .describe(
      'attributes: documents and addresses among the master data’s attributes; accounts: of all holdings',
    ),
  reason: plainText(500).trim().min(4, 'say why in a few words'),
})

export const unmaskedView = z.object({
  fields: z.record(
    z.string(),
    z.array(
      z.object({ label: z.string().describe('Which one, where there are several'), value: z.string() }),
    ),
  ),
})

const windowMilliseconds = 60 * 60_000
/** Unmaskings of one user in an hour. Who needs more is exporting, and exports are asked for and approved. */
const mostInWindow = 60
/** Lets the unmaskings of one user take turns, so that many at once cannot all count the same. */
const lockSpace = 7_700_011

/**
 * Named fields of one customer in plain text, once. The audit row says who saw which fields of whom, and why; it is
 * written before anything is answered.
 * @throws AppError not_found, rate_limited
 */
export async function unmaskCustomer(
  ctx: Context,
  reference: string,
  input: z.input<typeof unmaskInput>,
): Promise<z.output<typeof unmaskedView>> {
  const { fields, reason } = unmaskInput.parse(input)
  const person = await findPerson(ctx, reference)
  const plain = await readPlain(ctx, person, [...new Set(fields)])
  const allowed = await ctx.postgres.transaction().execute(async (transaction) => {
    const { kind, id } = ctx.actor
    await sql`SELECT pg_advisory_xact_lock(${lockSpace}, hashtext(${`${kind}:${id}`}))`.execute(transaction)
    const since = new Date(ctx.clock.now().getTime() - windowMilliseconds)
    const { rows } = await sql<{ unmaskings: number }>`
      SELECT count(*) AS unmaskings FROM audit
      WHERE action = 'customer.unmask' AND actor_kind = ${kind} AND actor_id = ${id} AND result = 'ok' AND at > ${since}`.execute(
      transaction,
    )
    const within = (rows[0]?.unmaskings ?? 0) < mostInWindow
    await writeAudit(transaction, ctx, {
      action: 'customer.unmask',
      objectKind: 'customer',
      objectId: String(person.customer),
      result: within ? 'ok' : 'refused',
      detail: { fields: [...new Set(fields)], reason },
    })
    return within
  })
  if (!allowed) {
    throw new AppError(
      'rate_limited',
      `You have unmasked ${mostInWindow} times within an hour: wait, or ask for an approved export`,
      { retryAfterSeconds: 600 },
    )
  }
  return { fields: plain }
}

type Plain = z.output<typeof unmaskedView>['fields']

async function readPlain(ctx: Context, person: Person, fields: readonly Field[]): Promise<Plain> {
  const wanted = new Set(fields)
  const master = wanted.has('name') || wanted.has('birth_date') || wanted.has('attributes')
  const [rows, contacts, accounts] = await Promise.all([
    master ? readRow(ctx, person) : [],
    wanted.has('phone') || wanted.has('email') ? readContacts(ctx, person) : [],
    wanted.has('accounts') ? readAccounts(ctx, person) : [],
  ])
  const [row] = rows
  const of: Record<Field, () => Plain[string]> = {
    name: () => (row?.name ? [{ label: '', value: row.name }] : []),
    birth_date: () => (row?.birthDate ? [{ label: '', value: row.birthDate }] : []),
    phone: () => plainContacts(ctx, contacts, 'phone'),
    email: () => plainContacts(ctx, contacts, 'email'),
    attributes: () =>
      Object.entries(row?.attributes ?? {})
        .filter(([name]) => isPersonal(name))
        .map(([label, value]) => ({ label, value })),
    accounts: () => accounts,
  }
  return Object.fromEntries(fields.map((field) => [field, of[field]()]))
}

function plainContacts(
  ctx: Context,
  contacts: readonly { kind: string; value: string }[],
  wanted: 'phone' | 'email',
): Plain[string] {
  return contacts
    .filter(({ kind }) => kind === wanted)
    .map(({ value }) => ({ label: '', value: decryptContact(ctx.config, value) }))
}

async function readAccounts(ctx: Context, { members }: Person): Promise<Plain[string]> {
  const day = businessDay(ctx.clock.now(), ctx.config.timezone)
  const rows = await holdingRows(ctx.clickhouse, { members, day })
  return rows.map(({ holding, class: label }) => ({ label, value: holding }))
}
