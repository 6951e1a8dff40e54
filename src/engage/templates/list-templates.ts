import type { Context } from '../../platform/context.ts'
import { localisedText, type TemplateView, templateView } from './schema.ts'
import { templateTables } from './store.ts'

/** Every template by key. There are hundreds at most. */
export async function listTemplates(ctx: Pick<Context, 'postgres'>): Promise<TemplateView[]> {
  const rows = await templateTables(ctx.postgres).selectFrom('template').selectAll().orderBy('key').execute()
  return rows.map(({ updated_at, subject, ...row }) =>
    templateView.parse({
      ...row,
      ...(localisedText.safeParse(subject).success ? { subject } : {}),
      updatedAt: updated_at.toISOString(),
    }),
  )
}
