import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { type Explanation, explainRule } from '../../../understand/rules/index.ts'
import { loadRuleCatalogue } from '../../../understand/segments/index.ts'
import type { ExplainedRule } from './schema.ts'

/** A rule, condition by condition, for one customer as of now; null when the rule no longer fits what exists. */
export async function explainRuleFor(
  ctx: Context,
  rule: unknown,
  customer: number,
): Promise<ExplainedRule | null> {
  const scope = {
    catalogue: await loadRuleCatalogue(ctx),
    asOf: ctx.clock.now(),
    timezone: ctx.config.timezone,
  }
  try {
    const explanation = (await explainRule(ctx, rule, scope, [customer])).get(customer)
    if (!explanation) return null
    return { met: explanation.met, conditions: conditionsOf(explanation), asOf: scope.asOf.toISOString() }
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid_definition') return null
    throw error
  }
}

/** The conditions of an explanation in the order of the rule. */
function conditionsOf(explanation: Explanation): ExplainedRule['conditions'] {
  if ('all' in explanation) return explanation.all.flatMap(conditionsOf)
  if ('any' in explanation) return explanation.any.flatMap(conditionsOf)
  if ('not' in explanation) return conditionsOf(explanation.not)
  return [{ ...explanation, sentence: { ...explanation.sentence } }]
}
