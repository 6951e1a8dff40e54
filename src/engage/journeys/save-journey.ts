import { sql } from 'kysely'
import { isDeepStrictEqual } from 'node:util'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { type JourneyDraft, journeyDraft } from './schema.ts'
import { journeyTables } from './store.ts'

const draftLock = 7_700_106

/**
 * Create the draft of a journey, or change it. What runs already runs on: only publishing changes that.
 * @param basedOn the version that was changed; 0 for a new journey, undefined replaces whatever is there
 * @param cause what else the audit row says, where it is no ordinary change
 */
export async function saveJourney(
  ctx: Context,
  input: JourneyDraft,
  basedOn?: number,
  cause: { readonly action?: string; readonly [detail: string]: unknown } = {},
): Promise<{ version: number }> {
  const { action, ...detail } = cause
  const draft = journeyDraft.parse(input)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = journeyTables(transaction)
    // Nobody can lock a row that is not there yet: of two who create it one is told that it exists.
    await sql`SELECT pg_advisory_xact_lock(${draftLock}, hashtext(${draft.key}))`.execute(transaction)
    const current = await db
      .selectFrom('journey')
      .select(['id', 'version', 'name', 'description', 'graph'])
      .where('key', '=', draft.key)
      .forUpdate()
      .executeTakeFirst()
    if (basedOn === 0 && current) throw new AppError('conflict', `There is a journey "${draft.key}" already`)
    if (basedOn !== undefined && basedOn !== (current?.version ?? 0))
      throw changedMeanwhile(`The journey "${draft.key}"`)
    if (
      current &&
      isDeepStrictEqual(
        [current.name, current.description, current.graph],
        [draft.name, draft.description, JSON.parse(JSON.stringify(draft.graph))],
      )
    ) {
      return { version: current.version }
    }
    const version = (current?.version ?? 0) + 1
    const row = {
      name: JSON.stringify(draft.name),
      description: draft.description,
      graph: JSON.stringify(draft.graph),
      version,
      updated_at: ctx.clock.now(),
    }
    await db
      .insertInto('journey')
      .values({
        key: draft.key,
        ...row,
        created_by: ctx.actor.name,
        created_at: ctx.clock.now(),
        published_version: null,
        open_tick: null,
      })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
      .execute()
    await writeAudit(transaction, ctx, {
      action: action ?? (current ? 'journey.update' : 'journey.create'),
      objectKind: 'journey',
      objectId: draft.key,
      detail: { version, graph: draft.graph, ...detail },
    })
    return { version }
  })
}
