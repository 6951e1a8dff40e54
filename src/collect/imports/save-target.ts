import type { Context } from '../../platform/context.ts'
import { identifierHashSql } from '../../platform/crypto/identifier-hash.ts'
import { literal } from '../../platform/clickhouse/literal.ts'
import { type Applied, applyPlainRows, type ApplyOptions, applyRows } from './apply-rows.ts'
import { balancesFromLedger, balancesFromRows, balanceTable } from './derive-balances.ts'
import { resolvedTable } from './resolve-rows.ts'
import { saveOrganisations, saveStaff } from './save-organisations.ts'
import type { Plan, TargetName } from './schema.ts'
import { textLiteral } from './sql-text.ts'
import {
  balanceDestination,
  consentDestination,
  contactDestination,
  customerDestination,
  eventDestination,
  holdingDestination,
  ledgerDestination,
  productDestination,
  relationDestination,
} from './targets/destinations.ts'
import { targets } from './targets/index.ts'

const long = { pool: 'long', settings: { log_queries: 0 } } as const

/** Bring the store to a target's resolved rows. */
export async function saveTarget(
  ctx: Context,
  state: { plan: Plan },
  name: TargetName,
  timezone: string,
): Promise<Applied> {
  const table = resolvedTable(targets[name])
  const good = `FROM ${table} WHERE problem = ''`
  const { plan } = state
  const options: ApplyOptions = { origin: plan.name, now: ctx.clock.now(), remove: plan.missing === 'remove' }
  switch (name) {
    case 'organisations':
      return saveOrganisations(ctx, table)
    case 'staff':
      return saveStaff(ctx, table)
    case 'products':
      return applyRows(ctx.clickhouse, productDestination, good, options)
    case 'customers':
      return saveCustomers(ctx, plan, good, options)
    case 'holdings':
      return applyRows(ctx.clickhouse, holdingDestination, good, options)
    case 'ledger':
      return applyRows(ctx.clickhouse, ledgerDestination, good, options)
    case 'balances':
      return saveBalances(ctx, plan, table, timezone, options)
    case 'relations':
      return applyRows(ctx.clickhouse, relationDestination, good, options)
    case 'events':
      return applyPlainRows(ctx.clickhouse, eventDestination(plan.name), good, {
        scope: `source = 0 AND startsWith(message_id, ${textLiteral(`${plan.name}:`)})`,
        remove: options.remove,
        replace: true,
        extra: { received: literal(ctx.clock.now(), "DateTime64(3, 'UTC')") },
      })
    case 'consents':
      return applyPlainRows(ctx.clickhouse, consentDestination, good, {
        scope: 'true',
        remove: false,
        replace: false,
      })
  }
}

async function saveCustomers(
  ctx: Context,
  plan: Plan,
  good: string,
  options: ApplyOptions,
): Promise<Applied> {
  const saved = await applyRows(ctx.clickhouse, customerDestination, good, options)
  for (const kind of ['phone', 'email'] as const) {
    const origin = `${options.origin}:${kind}`
    await applyRows(ctx.clickhouse, contactDestination(ctx.config, kind), `${good} AND f_${kind} != ''`, {
      ...options,
      origin,
    })
  }
  if (!plan.customers.some((mapping) => mapping.phone !== undefined)) return saved
  // A phone number leads to its customer; where several share one, the first keeps it.
  const digits =
    "replaceRegexpOne(replaceRegexpAll(f_phone, '[^0-9]', ''), '^(?:00)?86(1[0-9]{10})$', '\\\\1')"
  await ctx.clickhouse.command(
    `INSERT INTO identifier (namespace, value, customer, first_seen)
     SELECT 'phone', n.value, n.customer, ${literal(ctx.clock.now(), "DateTime64(3, 'UTC')")}
     FROM (SELECT ${identifierHashSql(ctx.config, 'phone', digits)} AS value, min(customer) AS customer
           ${good} AND f_phone != '' GROUP BY value) AS n
     LEFT ANTI JOIN (SELECT value FROM identifier WHERE namespace = 'phone') AS i ON i.value = n.value`,
    {},
    long,
  )
  return saved
}

async function saveBalances(
  ctx: Context,
  plan: Plan,
  table: string,
  timezone: string,
  options: ApplyOptions,
): Promise<Applied> {
  const derive = Array.isArray(plan.balances)
    ? balancesFromRows(table)
    : balancesFromLedger(plan.name, timezone)
  await ctx.clickhouse.command(derive, {}, long)
  const saved = await applyRows(ctx.clickhouse, balanceDestination, `FROM ${balanceTable}`, options)
  await ctx.clickhouse.command(`DROP TABLE ${balanceTable} SYNC`)
  return saved
}
