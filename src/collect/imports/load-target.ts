import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { literal } from '../../platform/clickhouse/literal.ts'
import { AppError } from '../../platform/errors.ts'
import { allocateNumbers } from './allocate-numbers.ts'
import type { Applied } from './apply-rows.ts'
import type { RejectedRows, TargetCounts } from './import-report.ts'
import type { Delivery } from './open-delivery.ts'
import { mappingsOf } from './plan-mappings.ts'
import { rejectionReasons } from './rejection.ts'
import { later, resolvedTable, resolveRows } from './resolve-rows.ts'
import { saveTarget } from './save-target.ts'
import type { Plan, TargetName } from './schema.ts'
import { inlineRows } from './sources/inline-rows.ts'
import { createStage, stageMapping, stageTable } from './stage-mapping.ts'
import { targets } from './targets/index.ts'

export interface ImportState {
  readonly run: number
  readonly plan: Plan
  readonly delivery: Delivery
  readonly asOf?: string | undefined
}

export interface LoadedTarget {
  readonly name: TargetName
  readonly newCustomers: number
  readonly counts: TargetCounts
  readonly rejected: readonly RejectedRows[]
}

const long = { pool: 'long', settings: { log_queries: 0 } } as const

/** One target from file to store: stage → numbers → resolve → note refusals → save what differs. */
export async function loadTarget(ctx: Context, state: ImportState, name: TargetName): Promise<LoadedTarget> {
  const target = targets[name]
  const timezone = state.plan.timezone ?? ctx.config.timezone
  const mappings = mappingsOf(state.plan, name)
  if (mappings.length === 0) return derived(name, await saveTarget(ctx, state, name, timezone))

  await ctx.clickhouse.command(createStage(target))
  for (const [index, mapping] of mappings.entries()) {
    const source = mapping.rows
      ? inlineRows(`${name}[${index}]`, mapping.rows)
      : state.delivery(mapping.from ?? '')
    await ctx.clickhouse.command(
      stageMapping(target, index, mapping, source, state.delivery, timezone),
      {},
      long,
    )
  }
  const newCustomers =
    name === 'customers'
      ? await allocateNumbers(
          ctx,
          `SELECT f_customer AS value, min((mapping, line)) AS place FROM ${stageTable(target)} WHERE problem = '' GROUP BY value`,
        )
      : 0
  await ctx.clickhouse.command(resolveRows(target, { asOf: state.asOf, timezone }), {}, long)
  await ctx.clickhouse.command(`DROP TABLE ${stageTable(target)} SYNC`)
  const { counts, rejected } = await tally(ctx, state, name)
  refuseUnreadable(name, counts, rejected)
  const saved = await saveTarget(ctx, state, name, timezone)
  await ctx.clickhouse.command(`DROP TABLE ${resolvedTable(target)} SYNC`)
  return { name, newCustomers, counts: { ...counts, ...saved }, rejected }
}

/** A delivery in another format than the plan's must not empty the store. */
function refuseUnreadable(
  name: TargetName,
  counts: Pick<TargetCounts, 'accepted' | 'later' | 'rejected'>,
  rejected: readonly RejectedRows[],
): void {
  if (counts.rejected === 0 || counts.accepted + counts.later > 0) return
  const first = rejected.toSorted((a, b) => b.rows - a.rows)[0]
  throw new AppError(
    'invalid_request',
    `Not one of ${counts.rejected} rows for ${name} could be taken: most often ${first?.reason} ${first?.field} in ${first?.file}. ` +
      'Check the plan against the files; the store keeps what it had.',
  )
}

function derived(name: TargetName, saved: Applied): LoadedTarget {
  return {
    name,
    newCustomers: 0,
    counts: { read: 0, accepted: 0, later: 0, rejected: 0, ...saved },
    rejected: [],
  }
}

const problemRow = z.object({
  problem: z.string(),
  file: z.string(),
  rows: z.coerce.number(),
  lines: z.array(z.coerce.number()),
})

const refused = (problem: string): boolean => problem !== '' && problem !== later

async function tally(
  ctx: Context,
  state: ImportState,
  name: TargetName,
): Promise<{ counts: Omit<TargetCounts, 'written' | 'removed'>; rejected: RejectedRows[] }> {
  const table = resolvedTable(targets[name])
  const found = await ctx.clickhouse.query(
    `SELECT problem, file, count() AS rows, groupArraySorted(5)(line) AS lines FROM ${table} GROUP BY problem, file ORDER BY file, problem`,
    {},
    problemRow,
    long,
  )
  const sum = (matches: (problem: string) => boolean): number =>
    found.filter((row) => matches(row.problem)).reduce((total, row) => total + row.rows, 0)
  if (sum(refused) > 0) {
    await ctx.clickhouse.command(
      `INSERT INTO import_rejection (run, target, file, line, reason, field)
       SELECT ${literal(state.run, 'UInt32')}, ${literal(name, 'String')}, file, line,
         splitByChar('|', problem)[1], splitByChar('|', problem)[2]
       FROM ${table} WHERE problem NOT IN ('', '${later}')`,
      {},
      long,
    )
  }
  return {
    counts: {
      read: sum(() => true),
      accepted: sum((problem) => problem === ''),
      later: sum((problem) => problem === later),
      rejected: sum(refused),
    },
    rejected: found
      .filter((row) => refused(row.problem))
      .map(({ problem, ...row }) => {
        const [reason, field = ''] = problem.split('|')
        return { target: name, ...row, reason: z.enum(rejectionReasons).parse(reason), field }
      }),
  }
}
