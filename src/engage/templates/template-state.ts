import { isDeepStrictEqual } from 'node:util'
import { contactChannel } from '../../govern/consent/index.ts'
import type { Context, Postgres } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { displayName } from '../../understand/rules/index.ts'
import { contentOf } from './list-templates.ts'
import {
  languages,
  templateCategory,
  type TemplateDraft,
  templateDraft,
  type TemplateSummary,
} from './schema.ts'
import { templateTables } from './store.ts'

/** Templates with the contents of what is published and what waits, for lists and pages. */
export function selectTemplates(postgres: Postgres) {
  return templateTables(postgres)
    .selectFrom('template')
    .leftJoin('template_version as published', (join) =>
      join
        .onRef('published.template_key', '=', 'template.key')
        .onRef('published.version', '=', 'template.published_version'),
    )
    .selectAll('template')
    .select([
      'published.content as published_content',
      'published.category as published_category',
      'published.fallback as published_fallback',
      'published.defaults as published_defaults',
      'published.product as published_product',
      'published.general as published_general',
    ])
    .select((is) =>
      is
        .selectFrom('template_version as waiting')
        .select((of) => of.fn.max('waiting.version').as('version'))
        .whereRef('waiting.template_key', '=', 'template.key')
        .where('waiting.state', '=', 'submitted')
        .as('submitted_version'),
    )
}
export type TemplateRow = Awaited<ReturnType<ReturnType<typeof selectTemplates>['executeTakeFirstOrThrow']>>

/** What a version is made of: two that agree in it are one. */
export const termsOf = (row: VersionTerms) => [
  row.content,
  row.category,
  row.fallback,
  row.defaults,
  row.product,
  row.general,
]
type VersionTerms = Pick<
  TemplateRow,
  'content' | 'category' | 'fallback' | 'defaults' | 'product' | 'general'
>

export function summaryOf(row: TemplateRow): TemplateSummary {
  const channel = contactChannel.parse(row.channel)
  const content = contentOf(channel, row.content)
  const published = [
    row.published_content,
    row.published_category,
    row.published_fallback,
    row.published_defaults,
    row.published_product,
    row.published_general,
  ]
  return {
    key: row.key,
    channel,
    name: displayName.parse(row.name),
    description: row.description,
    category: templateCategory.parse(row.category),
    languages: languages.filter((language) => content[language] !== undefined),
    status: row.status,
    version: row.version,
    publishedVersion: row.published_version,
    submittedVersion: row.submitted_version,
    changed: !isDeepStrictEqual(published, termsOf(row)),
    createdBy: row.created_by,
    updatedAt: row.updated_at.toISOString(),
  }
}

/** The draft of a stored template. */
export function draftOf(row: TemplateRow): TemplateDraft {
  const { key, channel, name, description, category, fallback, defaults, content, product, general } = row
  return templateDraft.parse({
    key,
    channel,
    name,
    description,
    category,
    fallback,
    defaults,
    content,
    product,
    general,
  })
}

/**
 * The row of a template, locked until the transaction ends.
 * @param basedOn the version that was changed; undefined takes whatever is there
 * @throws AppError not_found, precondition_failed
 */
export async function lockTemplate(
  transaction: Postgres,
  key: string,
  basedOn?: number,
): Promise<TemplateRow> {
  const row = await selectTemplates(transaction)
    .where('template.key', '=', key)
    .forUpdate('template')
    .executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no template "${key}"`)
  if (basedOn !== undefined && basedOn !== row.version) throw changedMeanwhile(`The template "${key}"`)
  return row
}

/** @throws AppError not_found */
export async function readRow(ctx: Pick<Context, 'postgres'>, key: string): Promise<TemplateRow> {
  const row = await selectTemplates(ctx.postgres).where('template.key', '=', key).executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no template "${key}"`)
  return row
}
