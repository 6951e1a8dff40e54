import type { Context } from '../../../platform/context.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { loadRuleCatalogue } from '../../../understand/segments/index.ts'
import { addDays } from '../../../platform/calendar-day.ts'
import { seriesSql } from '../compute/series-sql.ts'
import { readOrganisations, rollupOf } from '../organisations.ts'
import { basesOf, fingerprintOf, type Resolved } from '../resolve-formula.ts'

/** Rules are evaluated anew for each day of a statement, so these are few; all else is one scan however many days. */
const daysAtOnce = { rule: 31, scan: 366 } as const

/** Compute a metric for a range of days and every organisation, and keep the values: in few statements. */
export async function storeValues(
  ctx: Context,
  metric: { readonly key: string; readonly resolved: Resolved; readonly from: string; readonly to: string },
  signal?: AbortSignal,
): Promise<void> {
  const { key, resolved, to } = metric
  const [catalogue, organisations] = await Promise.all([loadRuleCatalogue(ctx), readOrganisations(ctx)])
  const rollup = rollupOf(organisations)
  const ruled = basesOf(resolved).some(({ formula }) => formula.kind === 'customers')
  const stride = daysAtOnce[ruled ? 'rule' : 'scan']
  for (let from = metric.from; from <= to; from = addDays(from, stride)) {
    signal?.throwIfAborted()
    const last = addDays(from, stride - 1)
    const now = ctx.clock.now()
    const question = {
      resolved,
      from,
      to: last < to ? last : to,
      split: { by: 'organisation', rollup } as const,
      catalogue,
      timezone: ctx.config.timezone,
      now,
    }
    await ctx.clickhouse.command(
      `INSERT INTO metric_value (metric, formula, organisation, day, value, computed)
       SELECT ${literal(key, 'String')}, toUInt64(${fingerprintOf(resolved)}), element, day, value, ${literal(now, 'DateTime64(3)')}
       FROM (${seriesSql(question)})`,
      {},
      { pool: 'long', ...(signal ? { signal } : {}) },
    )
  }
}
