import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../../../platform/http/route-kit.ts'
import { findJourney } from '../counts/find-journey.ts'
import { journeyTables } from '../store.ts'
import { dryRunResult, type DryRunView, dryRunView } from './schema.ts'

type JobTables = {
  job_progress: { job_id: string; state: string; fraction: number; message: string }
}

const position = z.tuple([z.string(), z.string()])

function rowsOf(ctx: Context, journeyId: number) {
  return journeyTables(ctx.postgres)
    .withTables<JobTables>()
    .selectFrom('journey_dry_run')
    .leftJoin('job_progress', 'job_progress.job_id', 'journey_dry_run.id')
    .select(['journey_dry_run.id', 'draft_version', 'result', 'journey_dry_run.requested_by'])
    .select(['journey_dry_run.created_at', 'job_progress.state', 'fraction', 'message'])
    .where('journey_id', '=', journeyId)
}
type Row = Awaited<ReturnType<ReturnType<typeof rowsOf>['execute']>>[number]

/** The dry runs of a journey, the newest first. @throws AppError not_found */
export async function listDryRuns(
  ctx: Context,
  key: string,
  query: { cursor?: string | undefined; limit: number },
): Promise<{ items: DryRunView[]; next: string | null }> {
  const journey = await findJourney(ctx, key)
  let select = rowsOf(ctx, journey.id)
    .orderBy('journey_dry_run.created_at', 'desc')
    .orderBy('journey_dry_run.id', 'desc')
    .limit(query.limit + 1)
  if (query.cursor) {
    const [at, id] = decodeCursor(query.cursor, position)
    select = select.where((is) =>
      is(is.refTuple('journey_dry_run.created_at', 'journey_dry_run.id'), '<', is.tuple(new Date(at), id)),
    )
  }
  const rows = await select.execute()
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    items: page.map((row) => viewOf(row, journey.version)),
    next: rows.length > query.limit && last ? encodeCursor([last.created_at.toISOString(), last.id]) : null,
  }
}

/** One dry run with its result, once it has one. @throws AppError not_found */
export async function readDryRun(ctx: Context, key: string, id: string): Promise<DryRunView> {
  const journey = await findJourney(ctx, key)
  const row = await rowsOf(ctx, journey.id).where('journey_dry_run.id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('not_found', `The journey "${key}" has no dry run ${id}`)
  return viewOf(row, journey.version)
}

function viewOf(row: Row, draftVersion: number): DryRunView {
  return {
    id: row.id,
    state: dryRunView.shape.state.catch('failed').parse(row.result === null ? row.state : 'succeeded'),
    fraction: row.result === null ? (row.fraction ?? 0) : 1,
    message: row.message ?? '',
    draftVersion: row.draft_version,
    stale: row.draft_version !== draftVersion,
    requestedBy: row.requested_by,
    createdAt: row.created_at.toISOString(),
    result: row.result === null ? null : dryRunResult.parse(row.result),
  }
}
