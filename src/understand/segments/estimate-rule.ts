import type { Context } from '../../platform/context.ts'
import { checkRule, compileRule, describeRule } from '../rules/index.ts'
import { loadRuleCatalogue } from './load-catalogue.ts'
import { countMembers } from './queries/count-members.ts'
import type { EstimateView } from './schema.ts'

/** Someone waits for the answer; a rule that takes longer belongs into a snapshot. */
const limits = { max_execution_time: 20 }

/**
 * How many customers a rule means now. Aborting the signal stops the statement in the store too.
 * @throws AppError invalid_definition when the rule is wrong
 */
export async function estimateRule(ctx: Context, rule: unknown, signal?: AbortSignal): Promise<EstimateView> {
  const catalogue = await loadRuleCatalogue(ctx)
  const checked = checkRule(rule, catalogue, { pointer: '/rule' })
  const scope = { catalogue, asOf: ctx.clock.now(), timezone: ctx.config.timezone }
  const { bitmapSql } = compileRule(rule, scope)
  const customers = await countMembers(ctx.clickhouse, bitmapSql, { signal, settings: limits })
  return {
    customers,
    sentence: {
      'zh-CN': describeRule(checked, catalogue, 'zh-CN'),
      en: describeRule(checked, catalogue, 'en'),
    },
  }
}
