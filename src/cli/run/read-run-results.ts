import { listEffects, type EffectReport } from '../../learn/effects/index.ts'
import { type JourneyView, listJourneys, readJourney } from '../../engage/journeys/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { latestSnapshot } from '../../understand/segments/index.ts'
import { listTagModels, type TagModelLine } from '../../understand/tags/index.ts'
import type { Example } from './read-example.ts'
import { type AumAt, readAumAt } from './queries/read-aum-at.ts'
import { readTagTable, type TagLine } from './queries/read-tag-table.ts'
import { readTagShare, type TagShare } from './queries/read-tag-share.ts'

export interface AumLine extends AumAt {
  readonly expected: { readonly amount: string; readonly accounts: number }
  readonly matches: boolean
}

export interface ShareLine extends TagShare {
  /** The tag, and of whom: `subscribed where previous_outcome = success`. */
  readonly of: string
  readonly expected: Example['run']['expected']['shares'][number]
  readonly matches: boolean
}

export interface ModelLine extends TagModelLine {
  /** Area under the ROC curve that is asked for; null when nothing is. */
  readonly expected: number | null
  readonly matches: boolean
}

export interface RunResults {
  readonly aum: readonly AumLine[]
  readonly tags: readonly TagLine[]
  readonly shares: readonly ShareLine[]
  readonly models: readonly ModelLine[]
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
  const tags = await readTagTable(ctx)
  const shares = await shareLines(ctx, example)
  const models = await modelLines(ctx, example)
  return {
    aum,
    tags,
    shares,
    models,
    segments: await segmentCounts(ctx),
    journeys,
    effects: (await listEffects(ctx, { limit: 200 })).items,
    asExpected: [...aum, ...shares, ...models].every((line) => line.matches),
  }
}

async function shareLines(ctx: Context, example: Example): Promise<ShareLine[]> {
  const lines: ShareLine[] = []
  for (const expected of example.run.expected.shares) {
    const found = await readTagShare(ctx, expected)
    const decimals = expected.percent.split('.')[1]?.length ?? 0
    const percent = ((100 * found.yes) / Math.max(1, found.customers)).toFixed(decimals)
    lines.push({
      ...found,
      of:
        expected.by === undefined ? expected.tag : `${expected.tag} where ${expected.by} = ${expected.value}`,
      expected,
      matches:
        found.customers === expected.customers &&
        (expected.yes === undefined || found.yes === expected.yes) &&
        percent === expected.percent,
    })
  }
  return lines
}

async function modelLines(ctx: Context, example: Example): Promise<ModelLine[]> {
  const asked = example.run.expected.models
  const models = await listTagModels(ctx)
  const missing = asked.find(({ tag }) => !models.some((model) => model.tag === tag))
  if (missing)
    throw new AppError(
      'invalid_definition',
      `run.yaml expects a model of "${missing.tag}", but there is none`,
    )
  return models.map((model) => {
    const expected = asked.find(({ tag }) => tag === model.tag)?.auc ?? null
    return { ...model, expected, matches: expected === null || model.auc >= expected }
  })
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
