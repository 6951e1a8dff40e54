import type { Context } from '../../platform/context.ts'
import { customersSql } from '../rules/index.ts'
import { countMembers } from './queries/count-members.ts'

const keptMilliseconds = 60_000

/**
 * How many customers there are. An editor asks with every keystroke and the number hardly moves, so it is kept for a
 * minute.
 */
export function countEverybody(): (ctx: Context) => Promise<number> {
  let kept: { readonly until: number; readonly count: Promise<number> } | undefined
  return (ctx) => {
    const now = ctx.clock.now().getTime()
    if (!kept || now >= kept.until) {
      const count = countMembers(ctx.clickhouse, {
        countSql: `SELECT bitmapCardinality(${customersSql}) AS customers`,
      })
      kept = { until: now + keptMilliseconds, count }
      count.catch(() => {
        kept = undefined
      })
    }
    return kept.count
  }
}
