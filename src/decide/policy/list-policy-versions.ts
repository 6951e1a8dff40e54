import type { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { cutPage, decodeCursor } from '../../platform/http/route-kit.ts'
import { contactPolicy, type contactPolicyVersion, policyVersionNumber } from './schema.ts'
import { policyTables } from './store.ts'

/** Every policy that is or was in force, newest first. */
export async function listPolicyVersions(
  ctx: Pick<Context, 'postgres'>,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ items: z.infer<typeof contactPolicyVersion>[]; next: string | null }> {
  let query = policyTables(ctx.postgres)
    .selectFrom('contact_policy_version')
    .selectAll()
    .orderBy('version', 'desc')
    .limit(page.limit + 1)
  if (page.cursor !== undefined)
    query = query.where('version', '<', decodeCursor(page.cursor, policyVersionNumber))
  const rows = await query.execute()
  const { items, next } = cutPage(rows, page.limit, ({ version }) => version)
  return {
    items: items.map((row) => ({
      version: row.version,
      validFrom: row.valid_from.toISOString(),
      savedBy: row.saved_by,
      policy: contactPolicy.parse(row.policy),
    })),
    next,
  }
}
