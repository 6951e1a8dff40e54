import { sql } from 'kysely'
import { z } from 'zod'
import type { Actor } from '../../platform/actor.ts'
import { canonical } from '../../platform/clickhouse/canonical.ts'
import { identifier, literal } from '../../platform/clickhouse/literal.ts'
import type { Context, Postgres } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'

/**
 * Codes of organisations and of everything below them; null (all of the bank) stays null.
 * @param codes the data scope of a user, as it was chosen
 */
export async function organisationsOf(
  postgres: Postgres,
  codes: readonly string[] | null,
): Promise<readonly string[] | null> {
  if (codes === null) return null
  const { rows } = await sql<{ code: string }>`
    WITH RECURSIVE below AS (
      SELECT code FROM organisation WHERE code = ANY(${codes})
      UNION
      SELECT organisation.code FROM organisation JOIN below ON organisation.parent = below.code
    )
    SELECT code FROM below ORDER BY code`.execute(postgres)
  return rows.map(({ code }) => code)
}

/**
 * The one place that says whose customers a person sees: SELECT of the numbers of known customers in their data scope;
 * null = all, also visitors whom no organisation has.
 * @param database qualifies the table, where the statement runs in another database
 */
export function scopedCustomersSql(
  { organisations }: Pick<Actor, 'organisations'>,
  { database }: { database?: string } = {},
): string | null {
  if (organisations === null) return null
  const table = `${database === undefined ? '' : `${identifier(database)}.`}customer`
  return `SELECT customer FROM ${table} FINAL WHERE branch IN ${literal(organisations, 'Array(String)')}`
}

/** Condition that a customer number, after merges, lies in the data scope; null = no condition. */
export function withinScopeSql(actor: Pick<Actor, 'organisations'>, customer: string): string | null {
  const scope = scopedCustomersSql(actor)
  return scope === null ? null : `${customer} IN (${scope})`
}

/** The customers of a bitmap (numbers after merges) that lie in the data scope; the bitmap itself for who sees all. */
export function bitmapWithinScopeSql(actor: Pick<Actor, 'organisations'>, bitmap: string): string {
  const scope = scopedCustomersSql(actor)
  return scope === null ? bitmap : `bitmapAnd(${bitmap}, (SELECT groupBitmapState(customer) FROM (${scope})))`
}

/** Whether the actor sees this customer, by the number after merges. */
export async function isWithinScope(
  { clickhouse, actor }: Pick<Context, 'clickhouse' | 'actor'>,
  customer: number,
): Promise<boolean> {
  const within = withinScopeSql(actor, literal(customer, 'UInt32'))
  if (within === null) return true
  const [found] = await clickhouse.query(
    `SELECT ${within} AS within`,
    {},
    z.object({ within: z.coerce.boolean() }),
  )
  return found?.within ?? false
}

/** Those of some customers, by whatever numbers they are stored, whom the actor sees. */
export async function customersWithinScope(
  { clickhouse, actor }: Pick<Context, 'clickhouse' | 'actor'>,
  customers: readonly number[],
): Promise<ReadonlySet<number>> {
  const within = withinScopeSql(actor, canonical('stored'))
  if (within === null || customers.length === 0) return new Set(customers)
  const rows = await clickhouse.query(
    `SELECT stored FROM (SELECT arrayJoin({customers:Array(UInt32)}) AS stored) WHERE ${within}`,
    { customers: [...new Set(customers)] },
    z.object({ stored: z.number() }),
  )
  return new Set(rows.map(({ stored }) => stored))
}

/**
 * Nobody hands out, or takes over, more customers than their own.
 * @param scope of the other user, as it was chosen or is to be
 * @throws AppError forbidden
 */
export async function assertWithinOwnData(ctx: Context, scope: readonly string[] | null): Promise<void> {
  const own = ctx.actor.organisations
  if (own === null) return
  const theirs = await organisationsOf(ctx.postgres, scope)
  const beyond = theirs === null ? null : theirs.filter((code) => !own.includes(code))
  if (beyond === null || beyond.length > 0)
    throw new AppError(
      'forbidden',
      `The data scope reaches beyond yours (${beyond === null ? 'all customers' : beyond.slice(0, 5).join(', ')}): ask someone who sees them`,
    )
}

/** @throws AppError invalid_request naming the codes that no organisation has */
export async function assertOrganisations(ctx: Context, scope: readonly string[]): Promise<void> {
  const known = await ctx.postgres
    .withTables<{ organisation: { code: string } }>()
    .selectFrom('organisation')
    .select('code')
    .where('code', 'in', [...scope])
    .execute()
  const missing = scope.filter((code) => !known.some((one) => one.code === code))
  if (missing.length > 0)
    throw new AppError('invalid_request', `There is no organisation ${missing.slice(0, 5).join(', ')}`, {
      details: [
        { path: '/dataScope', message: `has unknown organisations: ${missing.slice(0, 5).join(', ')}` },
      ],
    })
}
