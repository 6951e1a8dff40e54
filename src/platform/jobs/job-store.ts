import type { Generated, Kysely } from 'kysely'
import type { Postgres } from '../context.ts'

type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'

export interface JobProgressTable {
  job_id: string
  name: string
  state: JobState
  fraction: Generated<number>
  message: Generated<string>
  cancel_requested: Generated<boolean>
  requested_by: string
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

const database = (postgres: Postgres): Kysely<{ job_progress: JobProgressTable }> => postgres.withTables()

/** The row of a job, if it has none yet. */
export async function createProgress(
  postgres: Postgres,
  id: string,
  name: string,
  requestedBy: string,
): Promise<void> {
  await database(postgres)
    .insertInto('job_progress')
    .values({ job_id: id, name, state: 'queued', requested_by: requestedBy })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function saveProgress(
  postgres: Postgres,
  id: string,
  fraction: number,
  message: string,
): Promise<void> {
  await database(postgres)
    .updateTable('job_progress')
    .set({ state: 'running', fraction: Math.min(1, Math.max(0, fraction)), message, updated_at: new Date() })
    .where('job_id', '=', id)
    .execute()
}

export async function finishProgress(
  postgres: Postgres,
  id: string,
  state: JobState,
  message: string,
): Promise<void> {
  await database(postgres)
    .updateTable('job_progress')
    .set({
      state,
      message: message.slice(0, 1000),
      updated_at: new Date(),
      ...(state === 'succeeded' ? { fraction: 1 } : {}),
    })
    .where('job_id', '=', id)
    .execute()
}

/** Mark an unfinished job for cancelling; the name of its queue, or undefined when there is no such job. */
export async function requestCancel(postgres: Postgres, id: string): Promise<string | undefined> {
  const row = await database(postgres)
    .updateTable('job_progress')
    .set({ cancel_requested: true, updated_at: new Date() })
    .where('job_id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .returning('name')
    .executeTakeFirst()
  return row?.name
}

export async function isCancelRequested(postgres: Postgres, id: string): Promise<boolean> {
  const row = await database(postgres)
    .selectFrom('job_progress')
    .select('cancel_requested')
    .where('job_id', '=', id)
    .executeTakeFirst()
  return row?.cancel_requested ?? false
}

export interface JobProgress {
  readonly id: string
  readonly name: string
  readonly state: JobState
  readonly fraction: number
  readonly message: string
  readonly requestedBy: string
  readonly createdAt: string
  readonly updatedAt: string
}

/** Jobs, newest first; `before` is the creation instant and id of the last one already seen. */
export async function listJobProgress(
  postgres: Postgres,
  query: { name?: string; state?: JobState; before?: readonly [string, string]; limit: number },
): Promise<JobProgress[]> {
  let select = database(postgres)
    .selectFrom('job_progress')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('job_id', 'desc')
    .limit(query.limit)
  if (query.name) select = select.where('name', '=', query.name)
  if (query.state) select = select.where('state', '=', query.state)
  if (query.before) {
    const [createdAt, id] = query.before
    select = select.where((e) => e(e.refTuple('created_at', 'job_id'), '<', e.tuple(new Date(createdAt), id)))
  }
  const rows = await select.execute()
  return rows.map((row) => ({
    id: row.job_id,
    name: row.name,
    state: row.state,
    fraction: row.fraction,
    message: row.message,
    requestedBy: row.requested_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }))
}
