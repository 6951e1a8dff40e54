import type { Context } from '../../../platform/context.ts'
import { AppError, messageOf } from '../../../platform/errors.ts'
import type { JobRun } from '../../../platform/jobs/jobs.ts'
import { customersSql, parseRule, type RuleCatalogue } from '../../rules/index.ts'
import { loadRuleCatalogue } from '../load-catalogue.ts'
import { labelsOf } from '../profile/bins.ts'
import { differenceOf, noiseOf } from '../profile/compare-shares.ts'
import { computedTags, type Feature, namedTags } from '../profile/features.ts'
import { countGroups } from '../profile/queries/count-groups.ts'
import { countAll, cutAll, someOf } from '../profile/spread-features.ts'
import { membersSql, readSnapshot } from '../read-snapshot.ts'
import { referencesOf } from '../rule-references.ts'
import { segmentTables } from '../store.ts'
import { drawCurve } from './draw-curve.ts'
import { chooseFeatures, logOddsOf } from './learn-weights.ts'
import { countScores, discardScores } from './queries/count-scores.ts'
import { correlateFeatures, scoreCustomers, type WeightedFeature } from './queries/score-customers.ts'
import type { LookalikeInput } from './schema.ts'
import type { StoredLookalike } from './stored-lookalike.ts'

const heldOut = `cityHash64(customer, 'holdout') % 5 = 0`
const leastSeeds = 50
/** Customers that tell how tags spread and move together. */
const correlated = 100_000
/** The most informative ones are looked at for twins. */
const mostCandidates = 60

type Run = Pick<JobRun, 'signal' | 'progress'>
interface Found extends WeightedFeature {
  readonly key: string
  readonly information: number
  readonly noise: number
}

/**
 * Learn what tells the members of a segment from other customers, and score every customer by it: naive Bayes over
 * binned tags, all in ClickHouse. One seed in five (by hash) is held out and tells how good it is. What the segment's own
 * rule reads is left out, because it would only find the rule again.
 */
export async function findLookalikes(ctx: Context, id: number, run: Run): Promise<void> {
  const db = segmentTables(ctx.postgres)
  const lookalike = await db
    .updateTable('lookalike')
    .set({ state: 'running', error: null })
    .where('id', '=', id)
    .returning(['options', 'version'])
    .executeTakeFirst()
  if (!lookalike) return
  const end = (values: { state: 'ready' | 'failed' | 'cancelled'; error?: string; result?: string }) =>
    db
      .updateTable('lookalike')
      .set({ ...values, ended_at: ctx.clock.now() })
      .where('id', '=', id)
      .execute()
  try {
    const result = await learn(ctx, id, lookalike.options, lookalike.version, run)
    await end({ state: 'ready', result: JSON.stringify(result) })
  } catch (error) {
    const state = run.signal.aborted ? 'cancelled' : 'failed'
    await end({ state, error: messageOf(error).slice(0, 1000) })
    await discardScores(ctx.clickhouse, { lookalike: id }, { pool: 'long' })
    throw error
  }
}

async function learn(
  ctx: Context,
  id: number,
  input: LookalikeInput,
  version: number,
  { signal, progress }: Run,
): Promise<StoredLookalike> {
  const options = { pool: 'long', signal } as const
  const snapshot = await readSnapshot(ctx, input.segment, version)
  const seeds = membersSql(snapshot)
  const among = input.among === undefined ? customersSql : membersSql(await readSnapshot(ctx, input.among))
  const others = `bitmapAndnot(${among}, ${seeds})`
  const trained = `(SELECT groupBitmapState(toUInt32(customer)) FROM (SELECT arrayJoin(bitmapToArray(${seeds})) AS customer) WHERE NOT (${heldOut}))`
  const sizes = await countGroups(ctx.clickhouse, { inside: seeds, base: others }, options)
  const totals = await countGroups(ctx.clickhouse, { inside: trained, base: others }, options)
  if (sizes.inside < leastSeeds)
    throw new AppError(
      'conflict',
      `${sizes.inside} seeds are too few to learn from: take a segment of at least ${leastSeeds}`,
    )
  if (sizes.base === 0) throw new AppError('conflict', 'There is nobody else who could be found')

  await progress(0.05, 'comparing tags')
  const catalogue = await loadRuleCatalogue(ctx)
  const { features, own } = await featuresOf(ctx, input, catalogue)
  const some = `${someOf(Math.floor(totals.base / correlated))} AND bitmapContains(${others}, customer)`
  const cut = await cutAll(ctx, [...features, ...own], some, options)
  const groups = { inside: trained, base: others, someInside: '1', someBase: '1' }
  const counted = await countAll(ctx, cut, groups, totals, options)
  const weighed = counted.map(({ feature, cuts, inside, base }): Found => ({
    feature,
    cuts,
    key: feature.key,
    information: differenceOf(inside, base),
    noise: noiseOf(inside, base),
    logOdds: logOddsOf(inside, base),
  }))

  await progress(0.3, 'choosing tags')
  const candidates = weighed
    .filter(({ feature }) => !own.includes(feature))
    .toSorted((a, b) => b.information - a.information)
    .slice(0, mostCandidates)
  const correlation = await correlateFeatures(ctx.clickhouse, candidates, some, options)
  const { chosen, leftOut } = chooseFeatures(candidates, correlation)
  const picked = chosen.flatMap((at) => candidates[at] ?? [])
  if (picked.length === 0)
    throw new AppError(
      'conflict',
      'No tag tells the seeds from other customers: name tags to learn from, or take other seeds',
    )

  await discardScores(ctx.clickhouse, { lookalike: id }, options)
  await scoreCustomers(
    ctx.clickhouse,
    id,
    picked,
    { all: `bitmapOr(${among}, ${seeds})`, seeds, held: heldOut },
    { ...options, onProgress: (share) => progress(0.4 + 0.5 * share, 'scoring customers') },
  )
  const { auc, curve } = drawCurve(await countScores(ctx.clickhouse, { lookalike: id }, options))
  const names = new Map(weighed.map(({ key, feature }) => [key, feature.name]))
  const shown = (key: string) => names.get(key) ?? { 'zh-CN': key, en: key }
  const informationOf = new Map(weighed.map(({ key, information }) => [key, information]))
  const all = picked.reduce((sum, { information }) => sum + information, 0)
  return {
    view: {
      auc,
      seeds: sizes.inside,
      heldOut: sizes.inside - totals.inside,
      candidates: sizes.base,
      features: picked.map(({ key, feature, cuts, information, logOdds }) => ({
        tag: key,
        name: feature.name,
        information,
        weight: information / all,
        bins: labelsOf(cuts).map((label, bin) => ({ ...label, logOdds: logOdds[bin] ?? 0 })),
      })),
      leftOut: [
        ...own.map(({ key }) => ({ key, reason: 'read_by_rule', other: null }) as const),
        ...leftOut.filter(({ reason }) => reason !== 'says_little'),
      ].map(({ key, reason, other }) => ({
        tag: key,
        name: shown(key),
        information: informationOf.get(key) ?? 0,
        reason,
        other,
      })),
      curve,
    },
    features: picked.map(({ feature, cuts, logOdds }) => ({
      feature: { kind: feature.kind, key: feature.key, cuts },
      logOdds,
    })),
  }
}

/** Tags to learn from, and those left out because the rule of the seeds reads them, itself or through other segments. */
async function featuresOf(
  ctx: Context,
  input: LookalikeInput,
  catalogue: RuleCatalogue,
): Promise<{ features: Feature[]; own: Feature[] }> {
  if (input.tags) return { features: namedTags(input.tags, catalogue), own: [] }
  const segments = await segmentTables(ctx.postgres).selectFrom('segment').select(['key', 'rule']).execute()
  const rules = new Map(segments.map(({ key, rule }) => [key, rule]))
  const read = new Set<string>()
  const seen = new Set<string>()
  const visit = (key: string): void => {
    const rule = rules.get(key)
    if (!rule || seen.has(key)) return
    seen.add(key)
    const references = referencesOf(parseRule(rule))
    for (const tag of references.tags) read.add(tag)
    references.segments.forEach(visit)
  }
  visit(input.segment)
  const all = computedTags(catalogue)
  return {
    features: all.filter(({ key }) => !read.has(key)),
    own: all.filter(({ key }) => read.has(key)),
  }
}
