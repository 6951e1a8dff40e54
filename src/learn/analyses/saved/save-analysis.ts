import type { z } from 'zod'
import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { changedMeanwhile } from '../../../platform/http/route-kit.ts'
import { prepareQuestion } from '../prepare-question.ts'
import type { SavedAnalysisView, savedAnalysisInput } from './schema.ts'
import { savedTables, viewOf } from './store.ts'

type Input = z.output<typeof savedAnalysisInput>

const written = ({ name, description, analysis }: Input) => ({
  name: JSON.stringify(name),
  description,
  type: analysis.type,
  definition: JSON.stringify(analysis),
})

/** @throws AppError invalid_definition when the analysis refers to what does not exist */
export async function createSavedAnalysis(ctx: Context, input: Input): Promise<SavedAnalysisView> {
  await prepareQuestion(ctx, input.analysis)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const now = ctx.clock.now()
    const row = await savedTables(transaction)
      .insertInto('analysis')
      .values({ ...written(input), created_by: ctx.actor.name, created_at: now, updated_at: now })
      .returningAll()
      .executeTakeFirstOrThrow()
    await writeAudit(transaction, ctx, {
      action: 'analysis.create',
      objectKind: 'analysis',
      objectId: String(row.id),
      detail: { name: input.name, analysis: input.analysis },
    })
    return viewOf(row)
  })
}

/**
 * @param version the version the change is based on
 * @throws AppError not_found, invalid_definition, precondition_failed when someone else changed it meanwhile
 */
export async function updateSavedAnalysis(
  ctx: Context,
  id: number,
  version: number,
  input: Input,
): Promise<SavedAnalysisView> {
  await prepareQuestion(ctx, input.analysis)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = savedTables(transaction)
    const before = await lockedAt(transaction, id, version)
    const row = await db
      .updateTable('analysis')
      .set({ ...written(input), version: version + 1, updated_at: ctx.clock.now() })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await writeAudit(transaction, ctx, {
      action: 'analysis.update',
      objectKind: 'analysis',
      objectId: String(id),
      detail: { version: row.version, analysis: { before: before.definition, after: input.analysis } },
    })
    return viewOf(row)
  })
}

/** @throws AppError not_found, precondition_failed when someone else changed it meanwhile */
export async function deleteSavedAnalysis(ctx: Context, id: number, version: number): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const before = await lockedAt(transaction, id, version)
    await savedTables(transaction).deleteFrom('analysis').where('id', '=', id).execute()
    await writeAudit(transaction, ctx, {
      action: 'analysis.delete',
      objectKind: 'analysis',
      objectId: String(id),
      detail: { name: before.name, analysis: before.definition },
    })
  })
}

async function lockedAt(postgres: Context['postgres'], id: number, version: number) {
  const row = await savedTables(postgres)
    .selectFrom('analysis')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no saved analysis ${id}`)
  if (row.version !== version) throw changedMeanwhile(`The saved analysis ${id}`)
  return row
}
