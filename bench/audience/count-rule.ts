import type { Context } from '../../src/platform/context.ts'
import { compileRule } from '../../src/understand/rules/index.ts'
import { loadRuleCatalogue } from '../../src/understand/segments/load-catalogue.ts'
import { countMembers } from '../../src/understand/segments/queries/count-members.ts'

/** Every round reads the data: what ClickHouse remembers of an earlier round's conditions stays unused. */
const settings = { use_query_condition_cache: 0 }

/** How many customers a rule means: what an estimate waits for, from loading what rules may refer to to the number. */
export async function countRule(ctx: Context, rule: unknown): Promise<number> {
  const catalogue = await loadRuleCatalogue(ctx)
  const scope = { catalogue, asOf: ctx.clock.now(), timezone: ctx.config.timezone }
  return countMembers(ctx.clickhouse, compileRule(rule, scope), { settings })
}
