import { bitmapWithinScopeSql } from '../../../govern/access/index.ts'
import type { Context } from '../../../platform/context.ts'
import { businessDay, compileRule, customersSql, parseRule, type RuleCatalogue } from '../../rules/index.ts'
import { loadRuleCatalogue } from '../load-catalogue.ts'
import { readSegment } from '../list-segments.ts'
import { membersSql, readSnapshot } from '../read-snapshot.ts'
import { referencesOf } from '../rule-references.ts'
import { labelsOf } from './bins.ts'
import { compareShares, differenceOf } from './compare-shares.ts'
import { countGroups } from './queries/count-groups.ts'
import { countAll, type Counted, cutAll, someOf } from './spread-features.ts'
import {
  attributeFeature,
  attributeKeys,
  columnOfAttribute,
  computedTags,
  type Feature,
  namedTags,
} from './features.ts'
import type { ProfileInput, ProfileView } from './schema.ts'

/** Customers that tell where to cut, and those of either group that tell which features differ. */
const cutFrom = 50_000
const rankedFrom = 200_000
/** Someone waits for the answer. */
const limits = { max_execution_time: 60 }

/**
 * How the customers of a segment (its latest snapshot) or a rule (as of now) differ from everybody, or from another
 * segment or rule: their spread over the bins of tags and attributes, with the target group index of each. Named
 * features are shown; else those that differ most, found on a part of the customers where there are many and then
 * counted over all of them.
 * @throws AppError not_found, invalid_definition
 */
export async function profileCustomers(
  ctx: Context,
  input: Omit<ProfileInput, 'editor'>,
  signal?: AbortSignal,
): Promise<ProfileView> {
  const options = { signal, settings: limits }
  const catalogue = await loadRuleCatalogue(ctx)
  const groups = {
    inside: await bitmapOf(ctx, input.of, catalogue),
    base: input.base
      ? await bitmapOf(ctx, input.base, catalogue)
      : bitmapWithinScopeSql(ctx.actor, customersSql),
  }
  const totals = await countGroups(ctx.clickhouse, groups, options)
  const today = businessDay(ctx.clock.now(), ctx.config.timezone)
  const named = input.tags !== undefined || input.attributes !== undefined
  const features = [
    ...(named ? namedTags(input.tags ?? [], catalogue) : computedTags(catalogue)),
    ...(named ? (input.attributes ?? []) : attributeKeys).map((key) => attributeFeature(key, today)),
  ]
  const some = someOf(Math.floor(totals.base / cutFrom))
  const someOfEach = {
    someInside: someOf(Math.floor(totals.inside / rankedFrom)),
    someBase: someOf(Math.floor(totals.base / rankedFrom)),
  }
  const cut = await cutAll(ctx, features, `${some} AND bitmapContains(${groups.base}, customer)`, options)
  const shown =
    named || cut.length <= input.most
      ? cut
      : (await countAll(ctx, cut, { ...groups, ...someOfEach }, undefined, options))
          .toSorted((a, b) => differenceOf(b.inside, b.base) - differenceOf(a.inside, a.base))
          .slice(0, input.most)
  const counted = await countAll(ctx, shown, { ...groups, someInside: '1', someBase: '1' }, totals, options)
  const read = await readByRule(ctx, input.of)
  const views = counted.map((one) => viewOf(one, totals, read(one.feature)))
  return {
    customers: totals.inside,
    baseCustomers: totals.base,
    features: named ? views : views.toSorted((a, b) => b.difference - a.difference),
    compared: features.length,
  }
}

async function bitmapOf(ctx: Context, whom: ProfileInput['of'], catalogue: RuleCatalogue): Promise<string> {
  const within = (bitmap: string): string => bitmapWithinScopeSql(ctx.actor, bitmap)
  if ('segment' in whom) return within(membersSql(await readSnapshot(ctx, whom.segment)))
  const scope = { catalogue, asOf: ctx.clock.now(), timezone: ctx.config.timezone }
  return within(compileRule(whom.rule, scope).bitmapSql)
}

/** Which features the profiled rule reads. */
async function readByRule(
  ctx: Context,
  whom: ProfileInput['of'],
): Promise<(feature: Pick<Feature, 'kind' | 'key'>) => boolean> {
  const rule = 'segment' in whom ? (await readSegment(ctx, whom.segment)).rule : whom.rule
  const { tags, attributes } = referencesOf(parseRule(rule))
  return ({ kind, key }) =>
    kind === 'tag' ? tags.includes(key) : attributes.includes(columnOfAttribute(key))
}

function viewOf(
  { feature, cuts, inside, base }: Counted,
  totals: { readonly inside: number; readonly base: number },
  inRule: boolean,
): ProfileView['features'][number] {
  const { kind, key, name, unit, type } = feature
  const bins = labelsOf(cuts).map((label, i) => {
    const customers = inside[i] ?? 0
    const baseCustomers = base[i] ?? 0
    return {
      ...label,
      customers,
      baseCustomers,
      ...compareShares(customers, totals.inside, baseCustomers, totals.base),
    }
  })
  return {
    kind,
    key,
    name,
    unit,
    type,
    difference: differenceOf(inside, base),
    inRule,
    bins: bins.filter((bin) => bin.customers + bin.baseCustomers > 0),
  }
}
