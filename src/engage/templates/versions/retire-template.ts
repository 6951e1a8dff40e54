import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { templateTables } from '../store.ts'
import { lockTemplate } from '../template-state.ts'
import { usesOf } from '../used-by.ts'

/**
 * Take a template out of use. Touches that were made keep their version; journeys can no longer choose it.
 * @throws AppError conflict while a journey that runs sends it
 */
export async function retireTemplate(ctx: Context, key: string, basedOn?: number): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const row = await lockTemplate(transaction, key, basedOn)
    if (row.status === 'retired') return
    const running = (await usesOf(transaction, key)).filter(
      ({ status }) => status === 'running' || status === 'paused',
    )
    if (running.length > 0) {
      const names = [...new Set(running.map(({ journey }) => journey))].join(', ')
      throw new AppError(
        'conflict',
        `The template "${key}" is sent by ${names}: finish them or let them send another`,
      )
    }
    await templateTables(transaction)
      .updateTable('template')
      .set({ status: 'retired', version: row.version + 1, updated_at: ctx.clock.now() })
      .where('key', '=', key)
      .execute()
    await templateTables(transaction)
      .updateTable('template_version')
      .set({ state: 'retired' })
      .where('template_key', '=', key)
      .where('state', '=', 'published')
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'template.retire',
      objectKind: 'template',
      objectId: key,
      detail: { version: row.published_version },
    })
  })
}
