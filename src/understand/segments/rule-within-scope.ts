import { bitmapWithinScopeSql } from '../../govern/access/index.ts'
import type { Context } from '../../platform/context.ts'
import type { CompiledRule } from '../rules/index.ts'

/** A compiled rule among the customers in the data scope of who asks; as it was for who sees all. */
export function ruleWithinScope({ actor }: Pick<Context, 'actor'>, compiled: CompiledRule): CompiledRule {
  if (actor.organisations === null) return compiled
  const bitmapSql = bitmapWithinScopeSql(actor, compiled.bitmapSql)
  return { bitmapSql, countSql: `SELECT bitmapCardinality(${bitmapSql}) AS customers` }
}
