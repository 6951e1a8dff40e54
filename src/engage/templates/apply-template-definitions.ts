import { isDeepStrictEqual } from 'node:util'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { parseDefinitions } from '../../understand/rules/index.ts'
import { checkTemplate } from './checks/check-template.ts'
import { draftOfPlain } from './plain-definition.ts'
import { type TemplateDraft, templateDefinitions, templateDraft } from './schema.ts'
import { columnsOf } from './save-template.ts'
import { templateTables } from './store.ts'
import { draftOf, lockTemplate, selectTemplates } from './template-state.ts'
import { addVersion } from './versions/publish-template.ts'

/**
 * Create or change the templates of a definition file and publish them: who applies a file answers for it. Applying the
 * same file again changes nothing.
 * @throws AppError invalid_definition with everything that is wrong
 */
export async function applyTemplateDefinitions(ctx: Context, yaml: unknown): Promise<{ changed: number }> {
  const { templates } = parseDefinitions(templateDefinitions, yaml, 'The template definitions')
  const drafts = templates.map((one) => ('body' in one ? draftOfPlain(one) : one))
  const rows = await selectTemplates(ctx.postgres).execute()
  const known = new Map(rows.map((row) => [row.key, row]))
  const changed = drafts.filter((draft) => {
    const row = known.get(draft.key)
    return row?.status !== 'published' || !isDeepStrictEqual(draftOf(row), templateDraft.parse(draft))
  })
  if (changed.length === 0) return { changed: 0 }
  await refuseProblems(ctx, changed)
  await ctx.postgres.transaction().execute(async (transaction) => {
    for (const draft of changed) {
      const now = ctx.clock.now()
      const before = known.get(draft.key)
      const row = {
        channel: draft.channel,
        ...columnsOf(draft),
        version: (before?.version ?? 0) + 1,
        updated_at: now,
      }
      await templateTables(transaction)
        .insertInto('template')
        .values({ key: draft.key, ...row, status: 'draft', created_by: ctx.actor.name, created_at: now })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
        .execute()
      await writeAudit(transaction, ctx, {
        action: 'template.apply',
        objectKind: 'template',
        objectId: draft.key,
        detail: { version: row.version, template: draft },
      })
      await addVersion(transaction, ctx, await lockTemplate(transaction, draft.key), 'published', '')
    }
  })
  return { changed: changed.length }
}

async function refuseProblems(ctx: Context, drafts: readonly TemplateDraft[]): Promise<void> {
  const details = []
  for (const draft of drafts) {
    for (const { severity, path, message } of await checkTemplate(ctx, draft)) {
      if (severity === 'error') details.push({ path: `/templates/${draft.key}${path}`, message: message.en })
    }
  }
  const [first] = details
  if (first) {
    throw new AppError(
      'invalid_definition',
      `The template definitions have ${details.length} problem(s), the first at ${first.path}: ${first.message}`,
      { details },
    )
  }
}
