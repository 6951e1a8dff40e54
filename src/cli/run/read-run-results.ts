import { listEffects, type EffectReport } from '../../learn/effects/index.ts'
import { type JourneyView, listJourneys, readJourney } from '../../engage/journeys/index.ts'
import type { Context } from '../../platform/context.ts'
import { latestSnapshot } from '../../understand/segments/index.ts'
import type { Example } from './read-example.ts'
import { type AumAt, readAumAt } from './queries/read-aum-at.ts'
import { readTagTable, type TagLine } from './queries/read-tag-table.ts'

export interface AumLine extends AumAt {
  readonly expected: { readonly amount: string; readonly accounts: number }
  readonly matches: boolean
}

export interface RunResults {
  readonly aum: readonly AumLine[]
  readonly tags: readonly TagLine[]
  readonly segments: readonly { readonly key: string; readonly customers: number }[]
  readonly journeys: readonly JourneyView[]
  readonly effects: readonly EffectReport[]
  /** Every expected number was met. */
  readonly asExpected: boolean
}

/** Everything a run reports, read from the stores. */
export async function readRunResults(ctx: Context, example: Example): Promise<RunResults> {
  const aum: AumLine[] = []
  for (const { date, ...expected } of example.run.expected.aum) {
    const found = await readAumAt(ctx.clickhouse, date)
    aum.push({
      ...found,
      expected,
      matches: found.amount === expected.amount && found.accounts === expected.accounts,
    })
  }
  const { items } = await listJourneys(ctx, { limit: 200 })
  const journeys: JourneyView[] = []
  for (const { key } of items) journeys.push(await readJourney(ctx, key))
  return {
    aum,
    tags: await readTagTable(ctx),
    segments: await segmentCounts(ctx),
    journeys,
    effects: (await listEffects(ctx, { limit: 200 })).items,
    asExpected: aum.every((line) => line.matches),
  }
}

async function segmentCounts(ctx: Context): Promise<{ key: string; customers: number }[]> {
  const rows = await ctx.postgres
    .withTables<{ segment: { id: number; key: string } }>()
    .selectFrom('segment')
    .select('key')
    .orderBy('id')
    .execute()
  const counts: { key: string; customers: number }[] = []
  for (const { key } of rows)
    counts.push({ key, customers: (await latestSnapshot(ctx, key))?.customers ?? 0 })
  return counts
}
