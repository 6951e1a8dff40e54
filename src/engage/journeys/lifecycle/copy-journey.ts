import type { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { readJourney } from '../read-journeys.ts'
import { saveJourney } from '../save-journey.ts'
import type { journeyCopy } from './schema.ts'

/**
 * A new draft with the draft of another journey. Customers of the new one are assigned anew: assignments depend on
 * the key.
 * @throws AppError not_found, conflict when the key is taken
 */
export async function copyJourney(
  ctx: Context,
  from: string,
  { key, name }: z.output<typeof journeyCopy>,
): Promise<{ version: number }> {
  const { name: old, description, graph } = await readJourney(ctx, from)
  const copied = { 'zh-CN': `${old['zh-CN']}（副本）`.slice(0, 200), en: `${old.en} (copy)`.slice(0, 200) }
  return saveJourney(ctx, { key, name: name ?? copied, description, graph }, 0)
}
