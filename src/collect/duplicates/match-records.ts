import { z } from 'zod'
import type { ClickHouse } from '../../platform/clickhouse/clickhouse.ts'
import { levelNames } from './comparisons/index.ts'
import { estimateModel, type Model } from './estimate-model.ts'
import type { MatchSpec } from './match-spec.ts'
import { blockRecords } from './queries/block-records.ts'
import { clusterPairs } from './queries/cluster-pairs.ts'
import { compareBlocked, compareSampled } from './queries/compare-pairs.ts'
import { prepareRecords } from './queries/prepare-records.ts'
import { scorePairs } from './queries/score-pairs.ts'
import { dropScratch, tables } from './scratch.ts'

export interface MatchRun {
  readonly signal?: AbortSignal
  readonly onProgress?: (fraction: number, message: string) => Promise<void>
}

export interface MatchResult {
  readonly records: number
  /** Pairs that blocking brought together. */
  readonly compared: number
  /** Blocks that were too large to look at. */
  readonly skippedBlocks: number
  readonly model: Model
}

/**
 * Find records that are the same person by Fellegi and Sunter's model, unsupervised and inside ClickHouse. Leaves the
 * suspected pairs in the scratch table `scored` and who belongs together in `clusters`, for the caller to read.
 * @param source SELECT of `record` and the spec's fields; see prepareRecords
 */
export async function matchRecords(
  clickhouse: ClickHouse,
  spec: MatchSpec,
  source: string,
  run: MatchRun = {},
): Promise<MatchResult> {
  const options = { pool: 'long', ...(run.signal ? { signal: run.signal } : {}) } as const
  const report = async (fraction: number, message: string): Promise<void> => {
    run.signal?.throwIfAborted()
    await run.onProgress?.(fraction, message)
  }
  await dropScratch(clickhouse)
  await report(0, 'reading the records')
  await prepareRecords(clickhouse, spec, source, options)
  const [size] = await clickhouse.query(
    `SELECT count() AS records FROM ${tables.records}`,
    {},
    z.object({ records: z.coerce.number() }),
    options,
  )
  const records = size?.records ?? 0
  await report(0.15, `blocking ${records} records`)
  const { skipped } = await blockRecords(clickhouse, spec, options)
  await report(0.35, 'comparing pairs')
  const blocked = await compareBlocked(clickhouse, spec, options)
  await report(0.7, 'estimating the model')
  const sampled = await compareSampled(clickhouse, spec, options)
  const model = estimateModel({
    levels: spec.comparisons.map((comparison) => levelNames(comparison).length),
    decided: spec.blocking.map(
      (rule) =>
        new Set(
          spec.comparisons.flatMap(({ field, swap }, i) =>
            field in rule || (swap !== undefined && swap in rule) ? [i] : [],
          ),
        ),
    ),
    blocked,
    sampled,
    allPairs: (records * (records - 1)) / 2,
  })
  await report(0.8, 'scoring pairs')
  await scorePairs(clickhouse, spec, model, options)
  await report(0.9, 'clustering')
  await clusterPairs(clickhouse, options)
  const compared = blocked.reduce((sum, { pairs }) => sum + pairs, 0)
  return { records, compared, skippedBlocks: skipped, model }
}
