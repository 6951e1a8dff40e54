import type { Context } from '../../platform/context.ts'
import { tagTables } from './store.ts'

/** For each group the groups whose tags its tags read. */
export type GroupReads = ReadonlyMap<string, ReadonlySet<string>>

/**
 * Groups so that each comes after those it reads; otherwise the given order stays.
 * @returns null and the circle when groups read each other in a circle
 */
export function orderGroups(
  keys: readonly string[],
  reads: GroupReads,
): { readonly order: string[] } | { readonly circle: string[] } {
  const order: string[] = []
  const done = new Set<string>()
  const path: string[] = []
  const visit = (key: string): string[] | null => {
    if (done.has(key)) return null
    const at = path.indexOf(key)
    if (at >= 0) return [...path.slice(at), key]
    path.push(key)
    for (const read of reads.get(key) ?? []) {
      const circle = visit(read)
      if (circle) return circle
    }
    path.pop()
    done.add(key)
    order.push(key)
    return null
  }
  for (const key of keys) {
    const circle = visit(key)
    if (circle) return { circle }
  }
  return { order }
}

/** The groups that read a group, and those that read them, each after what it reads. */
export function dependantsOf(key: string, reads: GroupReads): string[] {
  const found = new Set([key])
  for (let size = 0; size < found.size;) {
    size = found.size
    for (const [group, read] of reads) if ([...read].some((one) => found.has(one))) found.add(group)
  }
  const ordered = orderGroups([...found], reads)
  return 'order' in ordered ? ordered.order.filter((group) => group !== key && found.has(group)) : []
}

/** Which group reads which, as the catalogue stands. */
export async function readGroupReads(ctx: Pick<Context, 'postgres'>): Promise<Map<string, Set<string>>> {
  const rows = await tagTables(ctx.postgres)
    .selectFrom('tag')
    .innerJoin('tag_group', 'tag_group.id', 'tag.group_id')
    .select(['tag.key', 'tag.reads', 'tag_group.key as group'])
    .where('tag.status', '!=', 'retired')
    .execute()
  const groupOf = new Map(rows.map(({ key, group }) => [key, group]))
  const reads = new Map<string, Set<string>>(rows.map(({ group }) => [group, new Set()]))
  for (const row of rows)
    for (const key of row.reads) {
      const group = groupOf.get(key)
      if (group !== undefined) reads.get(row.group)?.add(group)
    }
  return reads
}
