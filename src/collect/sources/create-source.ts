import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { type NewSource, newSource, type SourceView, viewOfSource } from './schema.ts'
import { sourceColumns, sourceTables } from './store.ts'
import { generateWriteKey } from './write-key.ts'

/** @throws AppError conflict when the key is taken */
export async function createSource(ctx: Context, input: NewSource): Promise<SourceView> {
  const source = newSource.parse(input)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const row = await sourceTables(transaction)
      .insertInto('source')
      .values({
        key: source.key,
        name: source.name,
        channel: source.channel,
        write_key: generateWriteKey(),
        allowed_origins: source.allowedOrigins,
        strict: source.strict,
        updated_at: ctx.clock.now(),
      })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning(sourceColumns)
      .executeTakeFirst()
    if (row === undefined)
      throw new AppError('conflict', `There is a source ${source.key} already: choose another key`)
    await writeAudit(transaction, ctx, {
      action: 'source.create',
      objectKind: 'source',
      objectId: String(row.id),
      detail: { key: row.key, channel: row.channel, strict: row.strict, allowedOrigins: row.allowed_origins },
    })
    return viewOfSource(row)
  })
}

/** The source of this key, created when there is none: for the demo bank and other repeatable set-up. */
export async function ensureSource(ctx: Context, input: NewSource): Promise<SourceView> {
  const existing = await sourceTables(ctx.postgres)
    .selectFrom('source')
    .select(sourceColumns)
    .where('key', '=', input.key)
    .executeTakeFirst()
  return existing === undefined ? createSource(ctx, input) : viewOfSource(existing)
}
