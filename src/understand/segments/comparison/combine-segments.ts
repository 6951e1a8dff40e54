import type { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { compileRule, describeRule, parseRule } from '../../rules/index.ts'
import { loadRuleCatalogue } from '../load-catalogue.ts'
import { countMembers } from '../queries/count-members.ts'
import { readSnapshot } from '../read-snapshot.ts'
import { ruleWithinScope } from '../rule-within-scope.ts'
import { sizesWithinScope } from '../sizes-within-scope.ts'
import type { combinationQuery, combinationView } from './schema.ts'

/**
 * Count the union, intersection or difference (the first without the others) of segments by their latest snapshots,
 * and say it as a rule: saved as a segment, that rule has the very same members.
 * @throws AppError not_found for a segment without a snapshot
 */
export async function combineSegments(
  ctx: Context,
  { operation, segments }: z.output<typeof combinationQuery>,
  signal?: AbortSignal,
): Promise<z.output<typeof combinationView>> {
  const snapshots = await Promise.all(segments.map((key) => readSnapshot(ctx, key)))
  const leaves = segments.map((segment) => ({ segment }))
  const rule = {
    union: { any: leaves },
    intersection: { all: leaves },
    difference: { all: [...leaves.slice(0, 1), ...leaves.slice(1).map((not) => ({ not }))] },
  }[operation]
  const catalogue = await loadRuleCatalogue(ctx)
  const scope = { catalogue, asOf: ctx.clock.now(), timezone: ctx.config.timezone }
  const parsed = parseRule(rule)
  const [combined, sized] = await Promise.all([
    countMembers(ctx.clickhouse, ruleWithinScope(ctx, compileRule(rule, scope)), { signal }),
    sizesWithinScope(
      ctx,
      snapshots.map((one) => ({ segmentId: one.segmentId, stored: { ...one, added: 0, removed: 0 } })),
    ),
  ])
  return {
    customers: combined,
    segments: sized.map(({ key, name, customers, version, asOf }) => ({
      key,
      name,
      customers,
      version,
      asOf: asOf.toISOString(),
    })),
    rule,
    sentence: {
      'zh-CN': describeRule(parsed, catalogue, 'zh-CN'),
      en: describeRule(parsed, catalogue, 'en'),
    },
  }
}
