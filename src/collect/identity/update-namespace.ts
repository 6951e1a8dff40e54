import type { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { namespaces } from '../protocols/index.ts'
import { isPersonal } from './namespaces.ts'
import type { NamespaceView, namespaceChange } from './schema.ts'
import { identityTables } from './store.ts'

/** Kinds of identifiers, strongest first, with their limits. */
export async function listNamespaces(ctx: Context): Promise<NamespaceView[]> {
  const rows = await identityTables(ctx.postgres)
    .selectFrom('identity_namespace')
    .selectAll()
    .orderBy('position')
    .execute()
  return rows.flatMap((row) => {
    const key = namespaces.find((namespace) => namespace === row.key)
    if (key === undefined) return []
    return {
      key,
      position: row.position,
      sensitive: row.sensitive,
      unique: row.max_per_customer === 1,
      shareable: row.max_customers !== null,
      maxPerCustomer: row.max_per_customer,
      maxCustomers: row.max_customers,
      version: row.version,
    }
  })
}

/** @throws AppError not_found */
export async function readNamespace(ctx: Context, key: string): Promise<NamespaceView> {
  const found = (await listNamespaces(ctx)).find((namespace) => namespace.key === key)
  if (!found) throw new AppError('not_found', `There is no namespace ${key}`)
  return found
}

/**
 * Change the limits of a namespace, for evidence from now on: what was merged or refused before stands.
 * @throws AppError not_found, precondition_failed, invalid_request for what a person has one of
 */
export async function updateNamespace(
  ctx: Context,
  key: string,
  change: z.output<typeof namespaceChange>,
  version: number,
): Promise<NamespaceView> {
  const before = await readNamespace(ctx, key)
  if (isPersonal(key)) {
    throw new AppError(
      'invalid_request',
      `A person has one ${key} and shares it with nobody: it has no limits to change`,
    )
  }
  await ctx.postgres.transaction().execute(async (transaction) => {
    const changed = await identityTables(transaction)
      .updateTable('identity_namespace')
      .set({
        max_per_customer: change.maxPerCustomer ?? before.maxPerCustomer,
        max_customers: change.maxCustomers ?? before.maxCustomers,
        version: version + 1,
        updated_at: ctx.clock.now(),
      })
      .where('key', '=', key)
      .where('version', '=', version)
      .executeTakeFirst()
    if (changed.numUpdatedRows === 0n) throw changedMeanwhile(`Namespace ${key}`)
    await writeAudit(transaction, ctx, {
      action: 'identity.update_namespace',
      objectKind: 'identity_namespace',
      objectId: key,
      detail: {
        before: { maxPerCustomer: before.maxPerCustomer, maxCustomers: before.maxCustomers },
        change,
      },
    })
  })
  return readNamespace(ctx, key)
}
