import type { ErrorDetail } from '../../platform/errors.ts'
import type { RuleCatalogue } from './catalogue.ts'
import { parseRule, ruleError } from './parse-rule.ts'
import { type Rule, visitRule } from './rule.ts'

/**
 * Read a rule and check it against what exists.
 * @param options.pointer where the rule stands in the caller's input, for the paths of the errors
 * @param options.draft also accept tags and segments that exist but have no values yet
 * @throws AppError invalid_definition listing every wrong place as a JSON pointer, with the fix
 */
export function checkRule(
  value: unknown,
  catalogue: RuleCatalogue,
  { pointer = '', draft = false }: { pointer?: string; draft?: boolean } = {},
): Rule {
  const rule = parseRule(value, pointer)
  const problems = visitRule<ErrorDetail[]>(
    rule,
    {
      all: (children) => children.flat(),
      any: (children) => children.flat(),
      not: (child) => child,
      leaf: (leaf, kind, at) =>
        kind
          .check(leaf, catalogue)
          .filter((problem) => !(draft && problem.waits))
          .map(({ path, message }) => ({ path: at + path, message })),
    },
    pointer,
  )
  if (problems.length > 0) throw ruleError(problems)
  return rule
}

/** Keys of the segments that a rule reads, each once. */
export function segmentsOf(rule: Rule): string[] {
  const keys = visitRule<string[]>(rule, {
    all: (children) => children.flat(),
    any: (children) => children.flat(),
    not: (child) => child,
    leaf: (leaf, kind) => kind.segments?.(leaf) ?? [],
  })
  return [...new Set(keys)]
}
