import type { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { type Explanation, explainRule, findCustomer } from '../rules/index.ts'
import { loadRuleCatalogue } from './load-catalogue.ts'
import type { explanationInput, explanationView } from './schema.ts'

/**
 * Why a customer satisfies a rule now, or not: every condition with the value it saw.
 * @throws AppError not_found when nobody has the number, invalid_definition when the rule is wrong
 */
export async function explainForCustomer(
  ctx: Context,
  { rule, customer: number }: z.output<typeof explanationInput>,
): Promise<z.output<typeof explanationView>> {
  const customer = await findCustomer(ctx, number)
  if (customer === null) throw new AppError('not_found', 'There is no customer of this number')
  const scope = {
    catalogue: await loadRuleCatalogue(ctx),
    asOf: ctx.clock.now(),
    timezone: ctx.config.timezone,
  }
  const explained = await explainRule(ctx, rule, scope, [customer], '/rule')
  const explanation = explained.get(customer)
  if (!explanation) throw new AppError('internal', 'The rule was explained for nobody')
  return { asOf: scope.asOf.toISOString(), met: explanation.met, conditions: conditionsOf(explanation) }
}

/** The conditions of an explanation in the order of the rule. */
function conditionsOf(explanation: Explanation): z.output<typeof explanationView>['conditions'] {
  if ('all' in explanation) return explanation.all.flatMap(conditionsOf)
  if ('any' in explanation) return explanation.any.flatMap(conditionsOf)
  if ('not' in explanation) return conditionsOf(explanation.not)
  return [explanation]
}
