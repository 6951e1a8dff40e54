import { AppError } from '../../platform/errors.ts'
import { type Leaf, leafKind } from './leaves/index.ts'

/** Who is meant: conditions under all, any and not. */
export type Rule =
  | { readonly all: readonly Rule[] }
  | { readonly any: readonly Rule[] }
  | { readonly not: Rule }
  | Leaf

/** What to do at each form of a rule; `pointer` is its JSON pointer. */
export interface RuleVisitor<Result> {
  all(children: Result[]): Result
  any(children: Result[]): Result
  not(child: Result): Result
  leaf(leaf: Leaf, kind: NonNullable<ReturnType<typeof leafKind>>, pointer: string): Result
}

/** Walk a parsed rule from its leaves up. */
export function visitRule<Result>(rule: Rule, visitor: RuleVisitor<Result>, pointer = ''): Result {
  if ('all' in rule)
    return visitor.all(rule.all.map((child, i) => visitRule(child, visitor, `${pointer}/all/${i}`)))
  if ('any' in rule)
    return visitor.any(rule.any.map((child, i) => visitRule(child, visitor, `${pointer}/any/${i}`)))
  if ('not' in rule) return visitor.not(visitRule(rule.not, visitor, `${pointer}/not`))
  const kind = leafKind(rule)
  if (!kind) throw new AppError('internal', `The rule was not parsed: ${pointer}`)
  return visitor.leaf(rule, kind, pointer)
}
