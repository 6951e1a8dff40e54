import type { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { loadResolved } from '../load-definitions.ts'
import { fingerprintOf } from '../resolve-formula.ts'
import { createMetric } from '../save-metric.ts'
import { newMetric } from '../schema.ts'

/** A value of a metric on a business day (`YYYY-MM-DD`), of the whole bank unless an organisation is named. */
export interface ValueOfDay {
  readonly day: string
  readonly organisation?: string
  readonly value: number
}

/** A metric that counts events of its own name, and a way to say what its value was. */
export async function metricNamed(ctx: Context, key: string) {
  await createMetric(
    ctx,
    newMetric.parse({
      key,
      name: { 'zh-CN': key, en: key },
      grain: 'event',
      unit: 'count',
      direction: 'up',
      formula: { kind: 'measure', of: 'count', events: [key] },
    }),
  )
  const formula = fingerprintOf(await loadResolved(ctx, key))
  const computed = '2026-11-01 00:00:00'
  return (values: readonly ValueOfDay[]): Promise<void> =>
    ctx.clickhouse.insert(
      'metric_value',
      ['metric', 'formula', 'organisation', 'day', 'value', 'computed'],
      values
        .map((one) => JSON.stringify({ metric: key, formula, organisation: '', computed, ...one }))
        .join('\n'),
    )
}

/** A metric of customers of which more is good. */
export async function defineMetric(
  ctx: Context,
  definition: Pick<z.input<typeof newMetric>, 'key' | 'unit' | 'formula'>,
): Promise<void> {
  const name = { 'zh-CN': definition.key, en: definition.key }
  await createMetric(ctx, newMetric.parse({ name, grain: 'customer', direction: 'up', ...definition }))
}
