import { sql } from 'kysely'
import { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { calendarDay, plainText } from '../../understand/rules/index.ts'
import { metricTables } from './store.ts'

export const quietDay = z.strictObject({ day: calendarDay, name: plainText(100).min(1) })

/** Days that the bank entered, the latest first; holidays are in the trading calendar. */
export function listQuietDays(ctx: Pick<Context, 'postgres'>): Promise<z.output<typeof quietDay>[]> {
  return metricTables(ctx.postgres)
    .selectFrom('quiet_day')
    .select([sql<string>`to_char(day, 'YYYY-MM-DD')`.as('day'), 'name'])
    .orderBy('quiet_day.day', 'desc')
    .execute()
}

export async function saveQuietDay(ctx: Context, input: z.output<typeof quietDay>): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    await metricTables(transaction)
      .insertInto('quiet_day')
      .values(input)
      .onConflict((conflict) => conflict.column('day').doUpdateSet({ name: input.name }))
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'quiet_day.save',
      objectKind: 'quiet_day',
      objectId: input.day,
      detail: { name: input.name },
    })
  })
}

/** @throws AppError not_found */
export async function removeQuietDay(ctx: Context, day: string): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const { numDeletedRows } = await metricTables(transaction)
      .deleteFrom('quiet_day')
      .where('day', '=', day)
      .executeTakeFirst()
    if (numDeletedRows === 0n) throw new AppError('not_found', `${day} is no quiet day`)
    await writeAudit(transaction, ctx, { action: 'quiet_day.remove', objectKind: 'quiet_day', objectId: day })
  })
}
