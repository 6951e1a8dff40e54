import type { Context } from '../../platform/context.ts'
import { customersSql } from '../rules/index.ts'
import { countMembers } from './queries/count-members.ts'
import { ruleWithinScope } from './rule-within-scope.ts'

const keptMilliseconds = 60_000
const everybody = {
  bitmapSql: customersSql,
  countSql: `SELECT bitmapCardinality(${customersSql}) AS customers`,
}

/**
 * How many customers there are. An editor asks with every keystroke and the number hardly moves, so it is kept for a
 * minute; that of a data scope is counted each time.
 */
export function countEverybody(): (ctx: Context) => Promise<number> {
  let kept: { readonly until: number; readonly count: Promise<number> } | undefined
  return (ctx) => {
    if (ctx.actor.organisations !== null) return countMembers(ctx.clickhouse, ruleWithinScope(ctx, everybody))
    const now = ctx.clock.now().getTime()
    if (!kept || now >= kept.until) {
      const count = countMembers(ctx.clickhouse, everybody)
      kept = { until: now + keptMilliseconds, count }
      count.catch(() => {
        kept = undefined
      })
    }
    return kept.count
  }
}
