import { isDeepStrictEqual } from 'node:util'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { parseDefinitions } from '../../understand/rules/index.ts'
import { listTemplates } from './list-templates.ts'
import { templateDefinition, templateDefinitions, type TemplateView } from './schema.ts'
import { templateTables } from './store.ts'

/** Create or change the templates of a definition file. Applying the same file again changes nothing. */
export async function applyTemplateDefinitions(ctx: Context, yaml: unknown): Promise<{ changed: number }> {
  const { templates } = parseDefinitions(templateDefinitions, yaml, 'The template definitions')
  const known = new Map((await listTemplates(ctx)).map((template) => [template.key, template]))
  const changed = templates.filter((template) => {
    const current = known.get(template.key)
    return !current || !isDeepStrictEqual(templateDefinition.parse(withoutState(current)), template)
  })
  if (changed.length === 0) return { changed: 0 }
  await ctx.postgres.transaction().execute(async (transaction) => {
    for (const template of changed) {
      const row = {
        channel: template.channel,
        name: JSON.stringify(template.name),
        subject: JSON.stringify(template.subject ?? {}),
        body: JSON.stringify(template.body),
        version: (known.get(template.key)?.version ?? 0) + 1,
        updated_at: ctx.clock.now(),
      }
      await templateTables(transaction)
        .insertInto('template')
        .values({ key: template.key, ...row })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
        .execute()
      await writeAudit(transaction, ctx, {
        action: 'template.apply',
        objectKind: 'template',
        objectId: template.key,
        detail: { version: row.version, template },
      })
    }
  })
  return { changed: changed.length }
}

function withoutState({ key, channel, name, subject, body }: TemplateView): object {
  return { key, channel, name, ...(subject ? { subject } : {}), body }
}
