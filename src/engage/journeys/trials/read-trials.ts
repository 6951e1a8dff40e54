import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { cutPage, decodeCursor } from '../../../platform/http/route-kit.ts'
import { findJourney } from '../counts/find-journey.ts'
import { journeyTables } from '../store.ts'
import { type Trial, type TrialView, trialView } from './trial.ts'

type JobTables = {
  job_progress: { job_id: string; state: string; fraction: number; message: string }
}

const position = z.tuple([z.string(), z.string()])

function rowsOf(ctx: Context, table: Trial<z.ZodType, z.ZodType>['table'], journeyId: number) {
  return journeyTables(ctx.postgres)
    .withTables<JobTables>()
    .selectFrom(`${table} as trial`)
    .leftJoin('job_progress', 'job_progress.job_id', 'trial.id')
    .select(['trial.id', 'trial.draft_version', 'trial.result', 'trial.requested_by'])
    .select(['trial.created_at', 'job_progress.state', 'job_progress.fraction', 'job_progress.message'])
    .where('trial.journey_id', '=', journeyId)
}
type Row = Awaited<ReturnType<ReturnType<typeof rowsOf>['execute']>>[number]

/** The trials of a journey of one kind, the newest first. @throws AppError not_found */
export async function listTrials<Request extends z.ZodType, Result extends z.ZodType>(
  ctx: Context,
  trial: Trial<Request, Result>,
  key: string,
  query: { cursor?: string | undefined; limit: number },
): Promise<{ items: TrialView<z.output<Result>>[]; next: string | null }> {
  const journey = await findJourney(ctx, key)
  let select = rowsOf(ctx, trial.table, journey.id)
    .orderBy('trial.created_at', 'desc')
    .orderBy('trial.id', 'desc')
    .limit(query.limit + 1)
  if (query.cursor) {
    const [at, id] = decodeCursor(query.cursor, position)
    select = select.where((is) =>
      is(is.refTuple('trial.created_at', 'trial.id'), '<', is.tuple(new Date(at), id)),
    )
  }
  const rows = await select.execute()
  const { items: page, next } = cutPage(rows, query.limit, (last) => [last.created_at.toISOString(), last.id])
  return {
    items: page.map((row) => viewOf(row, trial, journey.version)),
    next,
  }
}

/** One trial with its result, once it has one. @throws AppError not_found */
export async function readTrial<Request extends z.ZodType, Result extends z.ZodType>(
  ctx: Context,
  trial: Trial<Request, Result>,
  key: string,
  id: string,
): Promise<TrialView<z.output<Result>>> {
  const journey = await findJourney(ctx, key)
  const row = await rowsOf(ctx, trial.table, journey.id).where('trial.id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('not_found', `The journey "${key}" has no ${trial.noun} ${id}`)
  return viewOf(row, trial, journey.version)
}

const { state } = trialView(z.unknown()).shape

function viewOf<Request extends z.ZodType, Result extends z.ZodType>(
  row: Row,
  trial: Trial<Request, Result>,
  draftVersion: number,
): TrialView<z.output<Result>> {
  return {
    id: row.id,
    state: state.catch('failed').parse(row.result === null ? row.state : 'succeeded'),
    fraction: row.result === null ? (row.fraction ?? 0) : 1,
    message: row.message ?? '',
    draftVersion: row.draft_version,
    stale: row.draft_version !== draftVersion,
    requestedBy: row.requested_by,
    createdAt: row.created_at.toISOString(),
    result: row.result === null ? null : trial.result.parse(row.result),
  }
}
