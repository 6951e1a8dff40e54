import type { Context } from '../../platform/context.ts'
import type { GuestAnswer } from '../../platform/clickhouse/clickhouse.ts'
import { writeAudit } from '../../govern/audit/index.ts'
import { AppError, messageOf } from '../../platform/errors.ts'
import { labViews } from './lab-views.ts'
import { limits, settingsOf } from './limits.ts'
import { openLabDatabase } from './open-lab-database.ts'
import { parseStatement } from './parse-statement.ts'
import type { StatementAnswer } from './schema.ts'
import { StatementRefused } from './statement-problem.ts'
import { labStore } from './store.ts'

/** What a statement is run for; both leave an audit row. */
type Purpose = 'run' | 'export'

/**
 * Run one statement for the caller, within the caller's data scope and the lab's limits. Its text is in the audit before
 * anything is read. Aborting the signal stops it in the store.
 * @throws StatementRefused, AppError too_large when it takes more than a statement may, invalid_definition with the
 *   engine's words when it fails
 */
export async function runStatement(
  ctx: Context,
  sql: string,
  { purpose = 'run', signal }: { purpose?: Purpose; signal?: AbortSignal | undefined } = {},
): Promise<StatementAnswer> {
  const database = await openLabDatabase(ctx, await labViews(ctx))
  const text = await parseStatement(ctx, sql, { database, signal }).catch(async (error: unknown) => {
    if (error instanceof StatementRefused) await noteRefusal(ctx, sql, purpose, error)
    throw error
  })
  const run = await noteStart(ctx, sql, purpose)
  const rows = purpose === 'export' ? limits.exportRows : limits.rows
  const started = performance.now()
  try {
    const answer = await ctx.clickhouse.readAsGuest(text, { database, settings: settingsOf(rows), signal })
    const milliseconds = Math.round(performance.now() - started)
    const shown = answer.rows.slice(0, rows)
    await noteEnd(ctx, run, { state: 'succeeded', rows: shown.length, milliseconds, answer })
    return {
      columns: [...answer.columns],
      rows: shown.map((row) => [...row]),
      truncated: answer.rows.length > rows,
      // How much was read is about rows of the whole bank.
      rowsRead: ctx.actor.organisations === null ? answer.rowsRead : null,
      bytesRead: ctx.actor.organisations === null ? answer.bytesRead : null,
      milliseconds,
    }
  } catch (error) {
    const cancelled = signal?.aborted === true
    const failure = cancelled ? error : explain(error)
    const milliseconds = Math.round(performance.now() - started)
    await noteEnd(ctx, run, {
      state: cancelled ? 'cancelled' : 'failed',
      error: cancelled ? '' : messageOf(failure),
      milliseconds,
    })
    throw failure
  }
}

/** What the engine says about a statement, in words that help who wrote it and tell nothing of what lies behind. */
function explain(error: unknown): unknown {
  if (!(error instanceof Error) || !('type' in error)) return error
  const message = error.message
  const type = String(error.type)
  if (/TIMEOUT_EXCEEDED|MEMORY_LIMIT_EXCEEDED|TOO_MANY_ROWS|TOO_MANY_BYTES|TOO_SLOW/.test(type))
    return new AppError(
      'too_large',
      `The statement takes more than one may (${limits.seconds} seconds, ${limits.memoryBytes / 1e9} GB of memory): read fewer days or columns, or add a condition`,
      { cause: error },
    )
  // Unknown names are the writer's own words. Everything else may quote values or the statements behind the tables.
  const reason = type.startsWith('UNKNOWN_')
    ? (message.split(/ [Ii]n scope |\. Maybe you meant/)[0] ?? '').replaceAll(/\s+/g, ' ').slice(0, 300)
    : messageOf(error)
  return new AppError('invalid_definition', reason === '' ? type : reason, {
    details: [{ path: '/sql', message: reason }],
    cause: error,
  })
}

async function noteRefusal(
  ctx: Context,
  sql: string,
  purpose: Purpose,
  error: StatementRefused,
): Promise<void> {
  const { kind, message } = error.problem
  await ctx.postgres.transaction().execute(async (transaction) => {
    await labStore(transaction)
      .insertInto('sql_run')
      .values({ ...whoRan(ctx, sql), state: 'failed', error: message, milliseconds: 0 })
      .execute()
    await writeAudit(transaction, ctx, {
      action: `sql.${purpose}`,
      objectKind: 'sql',
      objectId: kind,
      result: 'refused',
      detail: { sql, reason: message },
    })
  })
}

async function noteStart(ctx: Context, sql: string, purpose: Purpose): Promise<number> {
  return ctx.postgres.transaction().execute(async (transaction) => {
    const { id } = await labStore(transaction)
      .insertInto('sql_run')
      .values({ ...whoRan(ctx, sql), state: 'running' })
      .returning('id')
      .executeTakeFirstOrThrow()
    await writeAudit(transaction, ctx, {
      action: `sql.${purpose}`,
      objectKind: 'sql',
      objectId: String(id),
      detail: { sql },
    })
    return id
  })
}

async function noteEnd(
  ctx: Context,
  id: number,
  end: {
    state: 'succeeded' | 'failed' | 'cancelled'
    error?: string
    rows?: number
    milliseconds: number
    answer?: GuestAnswer
  },
): Promise<void> {
  await labStore(ctx.postgres)
    .updateTable('sql_run')
    .set({
      state: end.state,
      error: end.error ?? '',
      rows: end.rows ?? null,
      rows_read: end.answer?.rowsRead ?? null,
      bytes_read: end.answer?.bytesRead ?? null,
      milliseconds: end.milliseconds,
    })
    .where('id', '=', id)
    .execute()
}

function whoRan({ actor, clock }: Context, sql: string) {
  return {
    actor_kind: actor.kind,
    actor_id: actor.id,
    actor_name: actor.name,
    sql,
    error: '',
    rows: null,
    rows_read: null,
    bytes_read: null,
    milliseconds: null,
    started_at: clock.now(),
  }
}
