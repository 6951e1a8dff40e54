import type { Context } from '../../platform/context.ts'
import { checkTemplate } from './checks/check-template.ts'
import { templateView, type TemplateView } from './schema.ts'
import { draftOf, readRow, summaryOf } from './template-state.ts'
import { usesOf } from './used-by.ts'

/** One template with its draft, what is wrong with it and who sends it. */
export async function readTemplate(ctx: Context, key: string): Promise<TemplateView> {
  const row = await readRow(ctx, key)
  const draft = draftOf(row)
  const [problems, usedBy] = await Promise.all([checkTemplate(ctx, draft), usesOf(ctx.postgres, key)])
  return templateView.parse({
    ...summaryOf(row),
    content: draft.content,
    fallback: draft.fallback,
    defaults: draft.defaults,
    product: draft.product,
    general: draft.general,
    problems,
    usedBy,
  })
}
