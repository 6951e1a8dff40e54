import { bitmapOf, type CustomerSet } from './algebra.ts'
import { checkRule } from './check-rule.ts'
import type { RuleScope } from './leaves/index.ts'
import { visitRule } from './rule.ts'

export interface CompiledRule {
  /**
   * SQL expression of the bitmap of the customers that satisfy the rule: `bitmapCardinality(…)` counts them,
   * `bitmapContains(…, n)` asks for one, `arrayJoin(bitmapToArray(…))` lists them.
   */
  readonly bitmapSql: string
}

/**
 * Compile a rule to bitmap algebra; one meaning for estimate, snapshot, journey entry and the answer for one customer.
 * @throws AppError invalid_definition when the rule does not fit the catalogue
 */
export function compileRule(value: unknown, scope: RuleScope): CompiledRule {
  const set = visitRule<CustomerSet>(checkRule(value, scope.catalogue), {
    all: (of) => ({ kind: 'all', of }),
    any: (of) => ({ kind: 'any', of }),
    not: (of) => ({ kind: 'not', of }),
    leaf: (leaf, kind) => kind.compile(leaf, scope),
  })
  return { bitmapSql: bitmapOf(set) }
}
