import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { checkRule, compileRule, describeRule } from '../rules/index.ts'
import { countEverybody } from './count-everybody.ts'
import { loadRuleCatalogue } from './load-catalogue.ts'
import { countByBranch } from './queries/count-by-branch.ts'
import { countMembers } from './queries/count-members.ts'
import { sampleCustomers } from './queries/sample-customers.ts'
import { ruleWithinScope } from './rule-within-scope.ts'
import type { EstimateView } from './schema.ts'

/** Someone waits for the answer; a rule that takes longer belongs into a snapshot. */
const limits = { max_execution_time: 20 }

interface EstimateOptions {
  /** Show as many members. */
  readonly sample?: number
  /** Count by branch too. */
  readonly organisations?: boolean
  /** How many customers there are, from someone who remembers. */
  readonly everybody?: (ctx: Context) => Promise<number>
  readonly signal?: AbortSignal
}

/**
 * How many customers of the data scope a rule means now; on request some of them, masked, and how many each branch has.
 * Aborting the signal stops the statement in the store too.
 * @throws AppError invalid_definition when the rule is wrong, forbidden when a sample is asked for without customers:read
 */
export async function estimateRule(
  ctx: Context,
  rule: unknown,
  { sample = 0, organisations = false, everybody = countEverybody(), signal }: EstimateOptions = {},
): Promise<EstimateView> {
  if (sample > 0 && !ctx.actor.scopes.has('customers:read'))
    throw new AppError('forbidden', 'A sample of customers needs the scope customers:read')
  const catalogue = await loadRuleCatalogue(ctx)
  const checked = checkRule(rule, catalogue, { pointer: '/rule' })
  const scope = { catalogue, asOf: ctx.clock.now(), timezone: ctx.config.timezone }
  const compiled = ruleWithinScope(ctx, compileRule(rule, scope))
  const { bitmapSql } = compiled
  const statement = { signal, settings: limits }
  const [customers, base, members, branches] = await Promise.all([
    countMembers(ctx.clickhouse, compiled, statement),
    everybody(ctx),
    sample > 0 ? sampleCustomers(ctx, bitmapSql, sample, statement) : null,
    organisations ? countByBranch(ctx, bitmapSql, statement) : null,
  ])
  return {
    customers,
    base,
    share: base === 0 ? 0 : customers / base,
    sentence: {
      'zh-CN': describeRule(checked, catalogue, 'zh-CN'),
      en: describeRule(checked, catalogue, 'en'),
    },
    sample: members,
    organisations: branches,
  }
}
