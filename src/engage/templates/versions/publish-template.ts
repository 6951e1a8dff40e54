import { isDeepStrictEqual } from 'node:util'
import type { Transaction } from 'kysely'
import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { checkTemplate } from '../checks/check-template.ts'
import { readContentPolicy } from '../rules/content-policy.ts'
import { templateTables } from '../store.ts'
import { draftOf, lockTemplate, type TemplateRow, termsOf } from '../template-state.ts'

export interface Submission {
  readonly version: number
  readonly state: 'published' | 'submitted'
}

/**
 * Make an immutable version of the draft. It is published at once, or waits for somebody else where the bank asks for
 * four eyes. An unchanged draft makes no new version.
 * @throws AppError invalid_definition with everything that is wrong, each with its place
 */
export async function publishTemplate(
  ctx: Context,
  key: string,
  options: { note?: string; basedOn?: number } = {},
): Promise<Submission> {
  const policy = await readContentPolicy(ctx)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const row = await lockTemplate(transaction, key, options.basedOn)
    const draft = draftOf(row)
    const problems = (await checkTemplate(ctx, draft, policy)).filter(({ severity }) => severity === 'error')
    if (problems.length > 0) {
      throw new AppError(
        'invalid_definition',
        `The template "${key}" cannot be published: ${problems.length} problem(s)`,
        { details: problems.map(({ path, message }) => ({ path, message: message.en })) },
      )
    }
    return addVersion(transaction, ctx, row, policy.fourEyes ? 'submitted' : 'published', options.note ?? '')
  })
}

/** The draft of a locked template as its next version. */
export async function addVersion(
  transaction: Transaction<Record<never, never>>,
  ctx: Context,
  row: TemplateRow,
  state: Submission['state'],
  note: string,
): Promise<Submission> {
  const db = templateTables(transaction)
  const versions = await db
    .selectFrom('template_version')
    .selectAll()
    .where('template_key', '=', row.key)
    .orderBy('version', 'desc')
    .execute()
  const draft = termsOf(row)
  const unchanged = versions.find((one) => isDeepStrictEqual(termsOf(one), draft))
  if (unchanged?.state === 'published' && row.status === 'published') {
    return { version: unchanged.version, state: 'published' }
  }
  if (unchanged?.state === 'submitted' && state === 'submitted') return { version: unchanged.version, state }
  const now = ctx.clock.now()
  const version = (versions[0]?.version ?? 0) + 1
  // One version waits at a time: what was submitted before is overtaken.
  await db
    .updateTable('template_version')
    .set({ state: 'rejected', decided_by: ctx.actor.name, decided_at: now })
    .where('template_key', '=', row.key)
    .where('state', '=', 'submitted')
    .execute()
  await db
    .insertInto('template_version')
    .values({
      template_key: row.key,
      version,
      channel: row.channel,
      category: row.category,
      content: JSON.stringify(row.content),
      fallback: row.fallback,
      defaults: JSON.stringify(row.defaults),
      product: row.product,
      general: row.general,
      state: 'submitted',
      note,
      submitted_by: ctx.actor.name,
      submitted_at: now,
    })
    .execute()
  await writeAudit(transaction, ctx, {
    action: 'template.submit',
    objectKind: 'template',
    objectId: row.key,
    detail: { version, note, content: row.content },
  })
  if (state === 'published') await putInForce(transaction, ctx, row.key, version)
  return { version, state }
}

/** From now on new touches say this version; the one before stays readable for the touches that named it. */
export async function putInForce(
  transaction: Transaction<Record<never, never>>,
  ctx: Context,
  key: string,
  version: number,
): Promise<void> {
  const db = templateTables(transaction)
  const decided = { decided_by: ctx.actor.name, decided_at: ctx.clock.now() }
  await db
    .updateTable('template_version')
    .set({ state: 'retired' })
    .where('template_key', '=', key)
    .where('state', '=', 'published')
    .execute()
  await db
    .updateTable('template_version')
    .set({ state: 'published', ...decided })
    .where('template_key', '=', key)
    .where('version', '=', version)
    .execute()
  await db
    .updateTable('template')
    .set({ status: 'published', published_version: version, updated_at: ctx.clock.now() })
    .where('key', '=', key)
    .execute()
  await writeAudit(transaction, ctx, {
    action: 'template.publish',
    objectKind: 'template',
    objectId: key,
    detail: { version },
  })
}
