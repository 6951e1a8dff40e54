import type { Transaction } from 'kysely'
import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { checkRule } from '../rules/index.ts'
import { loadRuleCatalogue } from './load-catalogue.ts'
import { refuseCycles } from './refuse-cycles.ts'
import type { newSegment, segmentChange } from './schema.ts'
import { segmentTables } from './store.ts'

/**
 * @returns the version of the new definition
 * @throws AppError invalid_definition when the rule is wrong, conflict when the key is taken
 */
export async function createSegment(ctx: Context, input: z.output<typeof newSegment>): Promise<number> {
  checkRule(input.rule, await loadRuleCatalogue(ctx), { pointer: '/rule', draft: true })
  return ctx.postgres.transaction().execute((transaction) => insertSegment(transaction, ctx, input))
}

/**
 * The same as part of a larger change, for a rule that was checked.
 * @throws AppError conflict when the key is taken
 */
export async function insertSegment(
  transaction: Transaction<Record<never, never>>,
  ctx: Context,
  { key, name, description, rule }: z.output<typeof newSegment>,
): Promise<number> {
  const db = segmentTables(transaction)
  await refuseCycles(db, key, rule)
  const row = await db
    .insertInto('segment')
    .values({
      key,
      name: JSON.stringify(name),
      description,
      rule: JSON.stringify(rule),
      created_by: ctx.actor.name,
      updated_at: ctx.clock.now(),
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning(['id', 'version'])
    .executeTakeFirst()
  if (!row) throw new AppError('conflict', `There is a segment "${key}" already: choose another key`)
  await writeAudit(transaction, ctx, {
    action: 'segment.create',
    objectKind: 'segment',
    objectId: String(row.id),
    detail: { key, rule },
  })
  return row.version
}

/**
 * @param version the version the change is based on
 * @returns the new version; the same one when nothing differs
 * @throws AppError not_found, invalid_definition, precondition_failed when someone else changed it meanwhile
 */
export async function updateSegment(
  ctx: Context,
  key: string,
  version: number,
  input: z.output<typeof segmentChange>,
): Promise<number> {
  const { name, description, rule } = input
  checkRule(rule, await loadRuleCatalogue(ctx), { pointer: '/rule', draft: true })
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = segmentTables(transaction)
    const now = await db
      .selectFrom('segment')
      .selectAll()
      .where('key', '=', key)
      .forUpdate()
      .executeTakeFirst()
    if (!now) throw new AppError('not_found', `There is no segment "${key}"`)
    if (now.archived_at)
      throw new AppError('conflict', `The segment "${key}" is archived: it can no longer change`)
    if (now.version !== version) throw changedMeanwhile(`The segment "${key}"`)
    if (isDeepStrictEqual([now.name, now.description, now.rule], [name, description, rule])) return version
    await refuseCycles(db, key, rule)
    await db
      .updateTable('segment')
      .set({
        name: JSON.stringify(name),
        description,
        rule: JSON.stringify(rule),
        version: version + 1,
        updated_at: ctx.clock.now(),
      })
      .where('id', '=', now.id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'segment.update',
      objectKind: 'segment',
      objectId: String(now.id),
      detail: { key, version: version + 1, rule: { before: now.rule, after: rule } },
    })
    return version + 1
  })
}
