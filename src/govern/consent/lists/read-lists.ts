import type { Context } from '../../../platform/context.ts'
import { type ContactCategory, contactCategory } from '../schema.ts'
import { listTables } from './store.ts'

/** A list of customers who are not contacted, and the categories of contact that it stops. */
export interface SuppressionList {
  readonly key: string
  readonly blocks: readonly ContactCategory[]
}

/** The lists that are in use. */
export async function readSuppressionLists(ctx: Pick<Context, 'postgres'>): Promise<SuppressionList[]> {
  const rows = await listTables(ctx.postgres)
    .selectFrom('suppression_list')
    .select(['key', 'blocks'])
    .where('archived_at', 'is', null)
    .orderBy('key')
    .execute()
  return rows.map(({ key, blocks }) => ({ key, blocks: blocks.map((block) => contactCategory.parse(block)) }))
}
