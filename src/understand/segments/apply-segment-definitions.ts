import { isDeepStrictEqual } from 'node:util'
import type { Context } from '../../platform/context.ts'
import { parseDefinitions } from '../rules/index.ts'
import { createSegment, updateSegment } from './save-segment.ts'
import { segmentFile } from './schema.ts'
import { segmentTables } from './store.ts'

export interface AppliedSegments {
  readonly segments: readonly string[]
  readonly created: readonly string[]
  readonly changed: readonly string[]
}

/**
 * Make the segments of a `segments.yaml` (see schema.ts) exist as written. Applying the same file again changes
 * nothing; what the file does not mention stays. Rules may refer to tags that exist and to segments further up.
 * @throws AppError invalid_definition listing every wrong place
 */
export async function applySegmentDefinitions(ctx: Context, yaml: unknown): Promise<AppliedSegments> {
  const { segments } = parseDefinitions(segmentFile, yaml, 'The segment definitions')
  const created: string[] = []
  const changed: string[] = []
  for (const segment of segments) {
    const { key, ...wanted } = segment
    const now = await segmentTables(ctx.postgres)
      .selectFrom('segment')
      .select(['name', 'description', 'rule', 'version'])
      .where('key', '=', key)
      .executeTakeFirst()
    if (!now) {
      await createSegment(ctx, segment)
      created.push(key)
      continue
    }
    const { version, ...current } = now
    if (isDeepStrictEqual(current, wanted)) continue
    await updateSegment(ctx, key, version, wanted)
    changed.push(key)
  }
  return { segments: segments.map((segment) => segment.key), created, changed }
}
