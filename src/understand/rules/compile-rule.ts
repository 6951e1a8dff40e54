import { bitmapOf, fold } from './algebra.ts'
import { checkRule } from './check-rule.ts'
import type { CustomerSet } from './customer-set.ts'
import type { RuleScope } from './leaves/index.ts'
import { visitRule } from './rule.ts'
import { wordsSql } from './words/relation.ts'

export interface CompiledRule {
  /**
   * SQL expression of the bitmap of the customers that satisfy the rule: `bitmapCardinality(…)` counts them,
   * `bitmapContains(…, n)` asks for one, `arrayJoin(bitmapToArray(…))` lists them.
   */
  readonly bitmapSql: string
  /** Statement of one row whose column `customers` says how many they are; quicker than counting the bitmap. */
  readonly countSql: string
}

/**
 * Compile a rule to set algebra; one meaning for estimate, snapshot, journey entry and the answer for one customer.
 * @throws AppError invalid_definition when the rule does not fit the catalogue
 */
export function compileRule(value: unknown, scope: RuleScope): CompiledRule {
  const set = fold(
    visitRule<CustomerSet>(checkRule(value, scope.catalogue), {
      all: (of) => ({ kind: 'all', of }),
      any: (of) => ({ kind: 'any', of }),
      not: (of) => ({ kind: 'not', of }),
      leaf: (leaf, kind) => kind.compile(leaf, scope),
    }),
  )
  const words = scope.words === false ? undefined : wordsSql(set)
  if (words === undefined) {
    const bitmapSql = bitmapOf(set)
    return { bitmapSql, countSql: `SELECT bitmapCardinality(${bitmapSql}) AS customers` }
  }
  return {
    bitmapSql: `(SELECT groupBitmapState(toUInt32(word * 64 + place)) FROM (\n${words}) ARRAY JOIN bitPositionsToArray(bits) AS place)`,
    countSql: `SELECT sum(bitCount(bits)) AS customers FROM (\n${words})`,
  }
}
