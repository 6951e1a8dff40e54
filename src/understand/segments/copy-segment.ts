import type { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { readSegment } from './list-segments.ts'
import { createSegment } from './save-segment.ts'
import type { segmentCopy } from './schema.ts'

/**
 * A new segment with the rule of another; its schedule is not copied.
 * @returns the version of the new one
 * @throws AppError not_found, conflict when the key is taken
 */
export async function copySegment(
  ctx: Context,
  from: string,
  { key, name }: z.output<typeof segmentCopy>,
): Promise<number> {
  const { name: old, description, rule } = await readSegment(ctx, from)
  const copied = { 'zh-CN': `${old['zh-CN']}（副本）`.slice(0, 200), en: `${old.en} (copy)`.slice(0, 200) }
  return createSegment(ctx, { key, name: name ?? copied, description, rule })
}
