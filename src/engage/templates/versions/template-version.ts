import { z } from 'zod'
import { contactChannel } from '../../../govern/consent/index.ts'
import type { Context } from '../../../platform/context.ts'
import { templateCategory, type TemplateVersionView, templateVersionView } from '../schema.ts'
import { templateTables } from '../store.ts'

type Row = Awaited<ReturnType<typeof rowsOf>>[number]

function rowsOf(ctx: Pick<Context, 'postgres'>, keys: readonly string[]) {
  return templateTables(ctx.postgres)
    .selectFrom('template_version')
    .selectAll()
    .where('template_key', 'in', keys)
    .execute()
}

export function versionView(row: Row): TemplateVersionView {
  return templateVersionView.parse({
    key: row.template_key,
    version: row.version,
    channel: contactChannel.parse(row.channel),
    category: templateCategory.parse(row.category),
    content: row.content,
    fallback: row.fallback,
    defaults: row.defaults,
    product: row.product,
    general: row.general,
    state: row.state,
    note: row.note,
    submittedBy: row.submitted_by,
    submittedAt: row.submitted_at.toISOString(),
    decidedBy: row.decided_by,
    decidedAt: row.decided_at?.toISOString() ?? null,
  })
}

/** A version as a touch names it; version 0 means: the one that is published now. */
export const templateReference = z.object({ template: z.string(), version: z.number().int().min(0) })
export type TemplateReference = z.infer<typeof templateReference>

/**
 * The versions that these touches say, by `key@version` as they were named. Versions never change, so a sender may keep
 * them as long as it likes, except `key@0`.
 */
export async function loadTemplateVersions(
  ctx: Pick<Context, 'postgres'>,
  references: readonly TemplateReference[],
): Promise<Map<string, TemplateVersionView>> {
  const keys = [...new Set(references.map(({ template }) => template))]
  if (keys.length === 0) return new Map()
  const [rows, current] = await Promise.all([
    rowsOf(ctx, keys),
    templateTables(ctx.postgres)
      .selectFrom('template')
      .select(['key', 'published_version'])
      .where('key', 'in', keys)
      .execute(),
  ])
  const published = new Map(current.map((row) => [row.key, row.published_version]))
  return new Map(
    references.flatMap(({ template, version }) => {
      const wanted = version === 0 ? published.get(template) : version
      const row = rows.find((one) => one.template_key === template && one.version === wanted)
      return row ? [[versionName({ template, version }), versionView(row)] as const] : []
    }),
  )
}

export const versionName = ({ template, version }: TemplateReference): string => `${template}@${version}`

/** The version that new touches of each template say. Templates that were never published, or retired, are missing. */
export async function publishedVersions(ctx: Pick<Context, 'postgres'>): Promise<Map<string, number>> {
  const rows = await templateTables(ctx.postgres)
    .selectFrom('template')
    .select(['key', 'published_version'])
    .where('published_version', 'is not', null)
    .where('status', '!=', 'retired')
    .execute()
  return new Map(rows.map((row) => [row.key, row.published_version ?? 0]))
}

/** What the gate has to know of a message beside its channel. */
export interface MessageTerms {
  readonly products: readonly string[]
  readonly general: boolean
}

/** The same of the newest version of each template that was in force, retired ones too: what waits still has to keep them. */
export async function messageTerms(ctx: Pick<Context, 'postgres'>): Promise<Map<string, MessageTerms>> {
  const rows = await templateTables(ctx.postgres)
    .selectFrom('template')
    .innerJoin('template_version', (join) =>
      join
        .onRef('template_version.template_key', '=', 'template.key')
        .onRef('template_version.version', '=', 'template.published_version'),
    )
    .select(['template.key', 'template_version.product', 'template_version.general'])
    .execute()
  return new Map(
    rows.map(({ key, product, general }) => [key, { products: product === null ? [] : [product], general }]),
  )
}
