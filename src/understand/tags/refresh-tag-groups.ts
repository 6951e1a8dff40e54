import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { businessDay } from '../rules/index.ts'
import { orderGroups, readGroupReads } from './group-order.ts'
import { refreshTagGroup, type RefreshResult } from './refresh-tag-group.ts'
import { tagTables } from './store.ts'

export interface RefreshOptions {
  /** Day to compute for, `2026-11-01`; today unless said. */
  readonly asOf?: string
  /** Keys of the groups; all unless said. */
  readonly groups?: readonly string[]
  /** Customers computed at once; see customer-blocks.ts. */
  readonly customersPerBlock?: number
  /** Called before each group, after each block of a group's customers, and at the end, with the share done. */
  readonly onProgress?: (fraction: number, message: string) => void | Promise<void>
  readonly signal?: AbortSignal
}

/**
 * Refresh tag groups one after another, those that others read first. Each group succeeds or fails by itself; see `error` of its result.
 * @throws AppError not_found for a group that does not exist
 */
export async function refreshTagGroups(ctx: Context, options: RefreshOptions = {}): Promise<RefreshResult[]> {
  const { groups: keys, onProgress, signal } = options
  const all = await tagTables(ctx.postgres)
    .selectFrom('tag_group')
    .select(['id', 'key', 'source'])
    .orderBy('id')
    .execute()
  const unknown = keys?.find((key) => !all.some((group) => group.key === key))
  if (unknown !== undefined) throw new AppError('not_found', `There is no tag group "${unknown}"`)
  const ordered = orderGroups(
    all.map((group) => group.key),
    await readGroupReads(ctx),
  )
  if ('circle' in ordered)
    throw new AppError('conflict', `Tag groups read each other in a circle: ${ordered.circle.join(' → ')}`)
  const groups = ordered.order.flatMap((key) =>
    !keys || keys.includes(key) ? all.filter((group) => group.key === key) : [],
  )
  const { timezone } = ctx.config
  const day = { asOf: options.asOf ?? businessDay(ctx.clock.now(), timezone), timezone }
  const results: RefreshResult[] = []
  for (const [i, group] of groups.entries()) {
    signal?.throwIfAborted()
    await onProgress?.(i / groups.length, group.key)
    const onBlock = async (share: number): Promise<void> => {
      if (share < 1) await onProgress?.((i + share) / groups.length, group.key)
    }
    results.push(
      await refreshTagGroup(ctx, group, day, {
        onBlock,
        ...(signal && { signal }),
        ...(options.customersPerBlock !== undefined && { customersPerBlock: options.customersPerBlock }),
      }),
    )
  }
  await onProgress?.(1, `${results.length} groups`)
  return results
}
