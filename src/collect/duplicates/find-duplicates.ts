import { sql } from 'kysely'
import { randomUUID } from 'node:crypto'
import { writeAudit } from '../../govern/audit/index.ts'
import type { Context, Postgres } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { bankCustomers, bankCustomersSource } from './bank-customers.ts'
import { levelNames, levelOf } from './comparisons/index.ts'
import { type Model, weightOf } from './estimate-model.ts'
import { matchRecords, type MatchRun } from './match-records.ts'
import { type MatchSpec, matchSpec } from './match-spec.ts'
import {
  countSuspected,
  storeRefused,
  suspectedPairs,
  type SuspectedPair,
} from './queries/suspected-pairs.ts'
import { type FieldEvidence, type SearchInput, searchInput } from './schema.ts'
import { dropScratch } from './scratch.ts'
import { duplicateTables } from './store.ts'

/** Lets one search run at a time: they work in the same scratch tables. */
const searchLock = 7_700_041
/** Marks pairs that evidence brought into the queue, not a search: no search takes them out again. */
export const conflictSearch = '00000000-0000-0000-0000-000000000000'
const pageSize = 2000
/** What stewards can work through; the most probable pairs come first. */
const longestQueue = 20_000

export interface DuplicateSearch {
  readonly customers: number
  readonly compared: number
  readonly skippedBlocks: number
  readonly suspected: number
  /** Of those, pairs put before the stewards: all, unless there are more than anyone works through. */
  readonly queued: number
}

/**
 * Search the bank's customers for pairs that are probably one person and put them into the stewards' queue. Pairs
 * decided before keep their decision; open ones that are no longer suspected leave the queue. Nothing is merged.
 * @throws AppError conflict when another search runs
 */
export async function findDuplicates(
  ctx: Context,
  input: SearchInput = {},
  run: MatchRun = {},
): Promise<DuplicateSearch> {
  const { threshold } = searchInput.parse(input)
  const spec = matchSpec.parse({ ...bankCustomers, ...(threshold === undefined ? {} : { threshold }) })
  return withSearchLock(ctx.postgres, async () => {
    await ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
    const { records, compared, skippedBlocks, model } = await matchRecords(
      ctx.clickhouse,
      spec,
      bankCustomersSource,
      run,
    )
    const refused = await duplicateTables(ctx.postgres)
      .selectFrom('suspected_duplicate')
      .select(['customer_a', 'customer_b'])
      .where('state', '=', 'refused')
      .execute()
    await storeRefused(
      ctx.clickhouse,
      refused.map((pair) => [pair.customer_a, pair.customer_b]),
    )
    const suspected = await countSuspected(ctx.clickhouse, {
      pool: 'long',
      ...(run.signal ? { signal: run.signal } : {}),
    })
    const queued = await queuePairs(ctx, spec, model, {
      counts: { customers: records, compared, skippedBlocks, suspected },
      ...(run.signal ? { signal: run.signal } : {}),
    })
    await dropScratch(ctx.clickhouse)
    return { customers: records, compared, skippedBlocks, suspected, queued }
  })
}

async function withSearchLock<Result>(postgres: Postgres, work: () => Promise<Result>): Promise<Result> {
  return postgres.connection().execute(async (connection) => {
    const { rows } = await sql<{
      taken: boolean
    }>`SELECT pg_try_advisory_lock(${searchLock}) AS taken`.execute(connection)
    if (rows[0]?.taken !== true) {
      throw new AppError('conflict', 'Another search for duplicates is running: wait until it ends')
    }
    try {
      return await work()
    } finally {
      await sql`SELECT pg_advisory_unlock(${searchLock})`.execute(connection)
    }
  })
}

/** Write what was found, all or nothing. @returns pairs of this search in the queue */
async function queuePairs(
  ctx: Context,
  spec: MatchSpec,
  model: Model,
  found: { counts: Readonly<Record<string, number>>; signal?: AbortSignal },
): Promise<number> {
  const options = { pool: 'long', ...(found.signal ? { signal: found.signal } : {}) } as const
  const search = randomUUID()
  return ctx.postgres.transaction().execute(async (transaction) => {
    const db = duplicateTables(transaction)
    let queued = 0
    for (let offset = 0; offset < longestQueue; offset += pageSize) {
      const pairs = await suspectedPairs(ctx.clickhouse, { offset, limit: pageSize }, options)
      if (pairs.length === 0) break
      queued += pairs.length
      await db
        .insertInto('suspected_duplicate')
        .values(
          pairs.map((pair) => ({
            customer_a: pair.a,
            customer_b: pair.b,
            cluster: pair.cluster,
            probability: pair.probability,
            weight: pair.weight,
            evidence: JSON.stringify(evidenceOf(spec, model, pair)),
            search,
            found_at: ctx.clock.now(),
          })),
        )
        .onConflict((conflict) =>
          conflict
            .columns(['customer_a', 'customer_b'])
            .doUpdateSet((row) => ({
              cluster: row.ref('excluded.cluster'),
              probability: row.ref('excluded.probability'),
              weight: row.ref('excluded.weight'),
              evidence: row.ref('excluded.evidence'),
              search: row.ref('excluded.search'),
            }))
            .where('suspected_duplicate.state', '=', 'open'),
        )
        .execute()
    }
    await db
      .deleteFrom('suspected_duplicate')
      .where('state', '=', 'open')
      .where('search', 'not in', [search, conflictSearch])
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'duplicate.search',
      objectKind: 'duplicate_search',
      objectId: search,
      detail: { ...found.counts, queued, threshold: spec.threshold, model },
    })
    return queued
  })
}

/** What every field says about a pair, in bits. */
function evidenceOf(spec: MatchSpec, model: Model, pair: SuspectedPair): FieldEvidence[] {
  let adjusted = 0
  return spec.comparisons.map((comparison, i) => {
    const level = levelOf(pair.pattern, i)
    const adjustment = comparison.termFrequency ? (pair.adjustments[adjusted++] ?? 0) : 0
    const weight = weightOf(model, i, level) + adjustment
    return {
      field: comparison.field,
      level: levelNames(comparison)[level] ?? 'different',
      weight: Math.round(weight * 100) / 100,
    }
  })
}
