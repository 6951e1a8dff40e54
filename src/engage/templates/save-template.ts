import { isDeepStrictEqual } from 'node:util'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { type TemplateDraft, type TemplateDraftInput, templateDraft } from './schema.ts'
import { templateTables } from './store.ts'
import { draftOf, lockTemplate } from './template-state.ts'

/** What a draft writes in its row, whoever wrote it. */
export const columnsOf = (draft: TemplateDraft) => ({
  name: JSON.stringify(draft.name),
  description: draft.description,
  category: draft.category,
  content: JSON.stringify(draft.content),
  fallback: draft.fallback,
  defaults: JSON.stringify(draft.defaults),
  product: draft.product,
  general: draft.general,
})

/** A new template, as a draft that nobody receives. */
export async function createTemplate(
  ctx: Context,
  input: TemplateDraftInput,
): Promise<{ key: string; version: number }> {
  const draft = templateDraft.parse(input)
  const now = ctx.clock.now()
  return ctx.postgres.transaction().execute(async (transaction) => {
    const made = await templateTables(transaction)
      .insertInto('template')
      .values({
        key: draft.key,
        channel: draft.channel,
        ...columnsOf(draft),
        status: 'draft',
        created_by: ctx.actor.name,
        created_at: now,
        updated_at: now,
      })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('version')
      .executeTakeFirst()
    if (!made) {
      throw new AppError('conflict', `There is a template "${draft.key}" already: choose another key`, {
        details: [{ path: '/key', message: 'is taken' }],
      })
    }
    await writeAudit(transaction, ctx, {
      action: 'template.create',
      objectKind: 'template',
      objectId: draft.key,
      detail: { channel: draft.channel, content: draft.content },
    })
    return { key: draft.key, version: made.version }
  })
}

/**
 * Change the draft of a template. What is published stays as it is.
 * @throws AppError conflict when the change would make it a template of another channel
 */
export async function updateTemplate(
  ctx: Context,
  key: string,
  input: TemplateDraftInput,
  basedOn?: number,
): Promise<{ key: string; version: number }> {
  const draft = templateDraft.parse({ ...input, key })
  return ctx.postgres.transaction().execute(async (transaction) => {
    const row = await lockTemplate(transaction, key, basedOn)
    const before = draftOf(row)
    if (before.channel !== draft.channel) {
      throw new AppError(
        'conflict',
        `The template "${key}" is one for ${before.channel}: make a new one for ${draft.channel}`,
        { details: [{ path: '/channel', message: `must stay ${before.channel}` }] },
      )
    }
    if (isDeepStrictEqual(before, draft)) return { key, version: row.version }
    const version = row.version + 1
    await templateTables(transaction)
      .updateTable('template')
      .set({ ...columnsOf(draft), version, updated_at: ctx.clock.now() })
      .where('key', '=', key)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'template.update',
      objectKind: 'template',
      objectId: key,
      detail: { version, before: before.content, after: draft.content },
    })
    return { key, version }
  })
}
