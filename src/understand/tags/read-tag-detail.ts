import type { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { groupTable } from './compile-group.ts'
import { compileTag, tagDefinition } from './kinds/index.ts'
import { readTag } from './list-tags.ts'
import { tagDistribution } from './queries/tag-distribution.ts'
import type { tagDetail } from './schema.ts'

/**
 * A tag with how its values spread; no distribution before the first refresh.
 * @throws AppError not_found
 */
export async function readTagDetail(ctx: Context, key: string): Promise<z.output<typeof tagDetail>> {
  const tag = await readTag(ctx, key)
  if (tag.coverage === null) return { ...tag, distribution: null }
  const { column } = compileTag(tagDefinition.parse(tag.definition))
  return { ...tag, distribution: await tagDistribution(ctx.clickhouse, groupTable(tag.group), key, column) }
}
