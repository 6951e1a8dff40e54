import type { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { metricsOf } from '../resolve-formula.ts'
import { createMetric } from '../save-metric.ts'
import type { newMetric } from '../schema.ts'
import { metricTables } from '../store.ts'
import { readMetricLibrary } from './read-library.ts'

type Ready = z.output<typeof newMetric>

/**
 * Make ready metrics the bank's own, with those that they are made of; all of them unless `keys` says which. What exists
 * is left as it is.
 * @returns the keys that were added
 * @throws AppError not_found
 */
export async function addMetricsFromLibrary(ctx: Context, keys?: readonly string[]): Promise<string[]> {
  const library = readMetricLibrary()
  const ready = new Map(library.map((metric) => [metric.key, metric]))
  const wanted = new Set<string>()
  const want = (key: string): void => {
    const metric = ready.get(key)
    if (!metric) throw new AppError('not_found', `The library has no metric "${key}"`)
    if (wanted.has(key)) return
    wanted.add(key)
    partsOf(metric).forEach(want)
  }
  for (const key of keys ?? ready.keys()) want(key)
  const existing = new Set(
    (await metricTables(ctx.postgres).selectFrom('metric').select('key').execute()).map(({ key }) => key),
  )
  const added: string[] = []
  const add = async (metric: Ready): Promise<void> => {
    if (existing.has(metric.key)) return
    existing.add(metric.key)
    for (const part of partsOf(metric)) {
      const one = ready.get(part)
      if (one) await add(one)
    }
    await createMetric(ctx, metric)
    added.push(metric.key)
  }
  for (const metric of library) if (wanted.has(metric.key)) await add(metric)
  return added
}

const partsOf = (metric: Ready): string[] => [...metricsOf(metric.formula), ...(metric.tree?.parts ?? [])]
