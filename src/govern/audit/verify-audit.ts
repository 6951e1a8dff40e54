import type { Context } from '../../platform/context.ts'
import { genesis, sealAudit } from './chain.ts'
import { auditTables } from './store.ts'

const pageSize = 1_000

/** Walk the whole chain; the id of the first row that does not follow from the one before it, or null. */
export async function verifyAudit(
  ctx: Pick<Context, 'postgres'>,
): Promise<{ rows: number; brokenAt: number | null }> {
  let previous: Buffer = genesis
  let after = 0
  let rows = 0
  for (;;) {
    const page = await auditTables(ctx.postgres)
      .selectFrom('audit')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(pageSize)
      .execute()
    for (const row of page) {
      if (!row.previous_hash.equals(previous) || !sealAudit(row).equals(row.hash))
        return { rows, brokenAt: row.id }
      previous = row.hash
      after = row.id
      rows += 1
    }
    if (page.length < pageSize) return { rows, brokenAt: null }
  }
}
