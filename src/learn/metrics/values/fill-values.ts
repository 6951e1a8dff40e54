import type { Context } from '../../../platform/context.ts'
import { messageOf } from '../../../platform/errors.ts'
import { businessDay } from '../../../understand/rules/index.ts'
import { addDays } from '../../../platform/calendar-day.ts'
import { daysOf } from '../compute/days.ts'
import { loadDefinitions } from '../load-definitions.ts'
import { fingerprintOf, resolveFormula } from '../resolve-formula.ts'
import { knownOnlyNow } from './known-only-now.ts'
import { readStoredDays } from './read-values.ts'
import { storeValues } from './store-values.ts'

export interface Filling {
  readonly from: string
  readonly to: string
  /** All metrics unless given. */
  readonly keys?: readonly string[]
  /** Days from this one on are computed anew even if they have values: events come late. */
  readonly anewFrom?: string
}

export interface Filled {
  /** Days computed, over all metrics. */
  readonly days: number
  readonly failed: Readonly<Record<string, string>>
}

/** The last day that is over. */
export function lastWholeDay(ctx: Pick<Context, 'clock' | 'config'>): string {
  return addDays(businessDay(ctx.clock.now(), ctx.config.timezone), -1)
}

/**
 * Compute the values that are missing. A metric that fails is left for the next time, and the others go on.
 * @param onProgress 0 … 1 and the metric at work
 */
export async function fillValues(
  ctx: Context,
  filling: Filling,
  onProgress: (fraction: number, key: string) => Promise<void> | void = () => undefined,
  signal?: AbortSignal,
): Promise<Filled> {
  const definitions = await loadDefinitions(ctx)
  const last = lastWholeDay(ctx)
  const to = filling.to < last ? filling.to : last
  const wanted = [...definitions.values()].filter(({ key }) => filling.keys?.includes(key) ?? true)
  const failed: Record<string, string> = {}
  let days = 0
  for (const [i, definition] of wanted.entries()) {
    signal?.throwIfAborted()
    const { key } = definition
    await onProgress(i / wanted.length, key)
    try {
      const resolved = resolveFormula(definition, definitions)
      const from = knownOnlyNow(resolved) && filling.from < last ? last : filling.from
      if (from > to) continue
      const metric = { metric: key, formula: fingerprintOf(resolved) }
      const stored = await readStoredDays(ctx.clickhouse, { ...metric, from, to })
      const known = new Set(stored.map(({ day }) => day))
      const missing = daysOf(from, to).filter(
        (day) => !known.has(day) || (filling.anewFrom !== undefined && day >= filling.anewFrom),
      )
      for (const stretch of stretchesOf(missing)) {
        await storeValues(ctx, { key, resolved, ...stretch }, signal)
        days += daysOf(stretch.from, stretch.to).length
      }
    } catch (error) {
      signal?.throwIfAborted()
      failed[key] = messageOf(error).slice(0, 500)
      ctx.log.error({ metric: key, reason: failed[key] }, 'a metric could not be computed')
    }
  }
  await onProgress(1, '')
  return { days, failed }
}

/** Days in order as ranges without gaps. */
function stretchesOf(days: readonly string[]): { from: string; to: string }[] {
  const stretches: { from: string; to: string }[] = []
  for (const day of days) {
    const open = stretches.at(-1)
    if (open && addDays(open.to, 1) === day) open.to = day
    else stretches.push({ from: day, to: day })
  }
  return stretches
}
