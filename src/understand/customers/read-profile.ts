import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { decryptContact } from '../../platform/crypto/contact-cipher.ts'
import { businessDay } from '../rules/index.ts'
import { isPersonal, maskBirthDate, maskEmail, maskName, maskPhone, maskProperties } from './mask.ts'
import { findPerson, type Person } from './person.ts'
import { contactRows, customerRow } from './queries/customer-row.ts'
import { readTables } from './store.ts'

const named = z.object({ code: z.string(), name: z.string() })

/** Master data with personal data masked. */
export const profileView = z.object({
  customer: z.number().int().describe('Banyan’s number, after merges'),
  number: z.string().describe('The bank’s customer number, "" for a visitor'),
  known: z.boolean().describe('Has master data; false for a visitor'),
  name: z.string().describe('Masked'),
  gender: z.string(),
  birthDate: z.string().nullable().describe('Masked'),
  age: z.number().int().nullable(),
  province: z.string(),
  city: z.string(),
  branch: named.nullable(),
  manager: named.nullable(),
  opened: z.string().nullable(),
  risk: z.string().describe('C1 … C5, "" = not assessed'),
  occupation: z.string(),
  attributes: z.array(z.object({ name: z.string(), value: z.string(), masked: z.boolean() })),
  contacts: z.array(z.object({ kind: z.string(), value: z.string().describe('Masked') })),
  merged: z.array(z.number().int()).describe('Numbers that were merged into this customer'),
  updatedAt: z.iso.datetime().nullable(),
})
type ProfileView = z.output<typeof profileView>

/** @throws AppError not_found */
export async function readProfile(ctx: Context, reference: string): Promise<ProfileView> {
  const person = await findPerson(ctx, reference)
  const [[row], contacts] = await Promise.all([readRow(ctx, person), readContacts(ctx, person)])
  const [branch, manager] = await Promise.all([
    branchOf(ctx, row?.branch ?? ''),
    managerOf(ctx, row?.manager ?? ''),
  ])
  return {
    customer: person.customer,
    number: row?.number ?? '',
    known: row !== undefined,
    name: maskName(row?.name ?? ''),
    gender: row?.gender ?? '',
    birthDate: row?.birthDate ? maskBirthDate(row.birthDate) : null,
    age: row?.age ?? null,
    province: row?.province ?? '',
    city: row?.city ?? '',
    branch,
    manager,
    opened: row?.opened ?? null,
    risk: row?.risk ?? '',
    occupation: row?.occupation ?? '',
    attributes: maskAttributes(row?.attributes ?? {}),
    contacts: contacts.map(({ kind, value }) => ({ kind, value: maskContact(ctx, kind, value) })),
    merged: person.members.filter((member) => member !== person.customer),
    updatedAt: row?.updatedAt ?? null,
  }
}

/** Master data of the customer and of those merged into it, its own first. */
export function readRow(ctx: Context, { customer, members }: Person) {
  const day = businessDay(ctx.clock.now(), ctx.config.timezone)
  return customerRow(ctx.clickhouse, { customer, members, day })
}

/** Contact points as they are stored, encrypted. */
export function readContacts(ctx: Context, { members }: Person): Promise<{ kind: string; value: string }[]> {
  return contactRows(ctx.clickhouse, { members })
}

/** A contact point that cannot be decrypted (another installation's key) must not hide the rest of the page. */
function maskContact(ctx: Context, kind: string, encrypted: string): string {
  try {
    const plain = decryptContact(ctx.config, encrypted)
    return kind === 'email' ? maskEmail(plain) : maskPhone(plain)
  } catch {
    return '****'
  }
}

function maskAttributes(attributes: Readonly<Record<string, string>>): ProfileView['attributes'] {
  const masked = maskProperties(attributes)
  const names = Object.keys(attributes).toSorted()
  return names.map((name) => ({
    name,
    value: masked[name] ?? '',
    masked: isPersonal(name) || masked[name] !== attributes[name],
  }))
}

async function branchOf(ctx: Context, code: string) {
  if (code === '') return null
  const found = await readTables(ctx.postgres)
    .selectFrom('organisation')
    .select('name')
    .where('code', '=', code)
    .executeTakeFirst()
  return { code, name: found?.name ?? code }
}

async function managerOf(ctx: Context, code: string) {
  if (code === '') return null
  const found = await readTables(ctx.postgres)
    .selectFrom('staff')
    .select('name')
    .where('code', '=', code)
    .executeTakeFirst()
  return { code, name: found?.name ?? code }
}
