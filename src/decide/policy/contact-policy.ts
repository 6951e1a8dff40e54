import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { type ContactPolicyInput, type ContactPolicyView, contactPolicy } from './schema.ts'
import { policyTables } from './store.ts'

/** The policy in force; until someone sets one, the careful default (version 0). */
export async function readContactPolicy(ctx: Pick<Context, 'postgres'>): Promise<ContactPolicyView> {
  const row = await policyTables(ctx.postgres).selectFrom('contact_policy').selectAll().executeTakeFirst()
  return { ...contactPolicy.parse(row?.policy ?? {}), version: row?.version ?? 0 }
}

/** The policy that was in force at an instant. */
export async function readContactPolicyAt(
  ctx: Pick<Context, 'postgres'>,
  at: Date,
): Promise<ContactPolicyView> {
  const row = await policyTables(ctx.postgres)
    .selectFrom('contact_policy_version')
    .select(['policy', 'version'])
    .where('valid_from', '<=', at)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return { ...contactPolicy.parse(row?.policy ?? {}), version: row?.version ?? 0 }
}

/**
 * Replace the policy. Every version stays readable.
 * @param basedOn the version that was changed; undefined replaces whatever is in force
 * @throws AppError precondition_failed when someone else changed it meanwhile
 */
export async function saveContactPolicy(
  ctx: Context,
  input: ContactPolicyInput,
  basedOn?: number,
): Promise<ContactPolicyView> {
  const policy = contactPolicy.parse(input)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = policyTables(transaction)
    const current = await db.selectFrom('contact_policy').selectAll().forUpdate().executeTakeFirst()
    if (basedOn !== undefined && basedOn !== (current?.version ?? 0))
      throw changedMeanwhile('The contact policy')
    const version = (current?.version ?? 0) + 1
    const now = ctx.clock.now()
    const row = { policy: JSON.stringify(policy), version, updated_at: now }
    await db
      .insertInto('contact_policy')
      .values(row)
      .onConflict((conflict) => conflict.column('only_row').doUpdateSet(row))
      .execute()
    await db
      .insertInto('contact_policy_version')
      .values({ version, policy: row.policy, valid_from: now, saved_by: ctx.actor.name })
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'contact_policy.update',
      objectKind: 'contact_policy',
      objectId: 'contact_policy',
      detail: { before: current?.policy ?? null, after: policy },
    })
    return { ...policy, version }
  })
}

/** Set the policy of an example or a deployment; setting the same again changes nothing. */
export async function applyContactPolicy(ctx: Context, input: ContactPolicyInput): Promise<void> {
  const { version, ...current } = await readContactPolicy(ctx)
  const wanted = contactPolicy.parse(input)
  if (version > 0 && JSON.stringify(current) === JSON.stringify(wanted)) return
  await saveContactPolicy(ctx, wanted)
}
