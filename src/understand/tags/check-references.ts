import { AppError } from '../../platform/errors.ts'
import { columnOf } from './compile-group.ts'
import { orderGroups } from './group-order.ts'
import { compileTag, type TagColumn } from './kinds/index.ts'
import type { TagFile } from './schema.ts'
import type { tagTables } from './store.ts'

interface Problem {
  readonly path: string
  readonly message: string
}

/**
 * Check what a `tags.yaml` says against the whole catalogue as it would be afterwards: tags that are read exist, fit
 * and stand in other groups, no circles, organisations exist.
 * @throws AppError invalid_definition listing every wrong place
 */
export async function checkReferences(db: ReturnType<typeof tagTables>, file: TagFile): Promise<void> {
  const stored = await db
    .selectFrom('tag')
    .innerJoin('tag_group', 'tag_group.id', 'tag.group_id')
    .select(['tag.key', 'tag.definition', 'tag.organisation', 'tag.reads', 'tag_group.key as group'])
    .execute()
  const columns = new Map<string, TagColumn>(stored.map((tag) => [tag.key, columnOf(tag)]))
  const groupOf = new Map(stored.map(({ key, group }) => [key, group]))
  const readsOf = new Map<string, readonly string[]>(stored.map(({ key, reads }) => [key, reads]))
  const written = file.groups.flatMap((group, i) =>
    group.tags.map((tag, j) => ({ tag, group: group.key, path: `/groups/${i}/tags/${j}` })),
  )
  for (const { tag, group } of written) {
    columns.set(tag.key, columnOf({ definition: tag.definition, organisation: tag.organisation ?? null }))
    groupOf.set(tag.key, group)
    readsOf.set(tag.key, compileTag(tag.definition).reads)
  }
  const problems: Problem[] = written.flatMap(({ tag, group, path }) => {
    const { reads, problem } = compileTag(tag.definition)
    const at = `${path}/definition`
    const unknown = reads.find((key) => !columns.has(key))
    if (unknown !== undefined) return [{ path: at, message: `there is no tag "${unknown}"` }]
    const own = reads.find((key) => groupOf.get(key) === group)
    if (own !== undefined)
      return [{ path: at, message: `reads "${own}" of its own group: put one of them in another group` }]
    const found = problem(columns)
    return found === null ? [] : [{ path: at, message: found }]
  })
  problems.push(...circles(groupOf, readsOf), ...(await unknownOrganisations(db, written)))
  const [first] = problems
  if (!first) return
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  throw new AppError(
    'invalid_definition',
    `The tag definitions are wrong at ${first.path}: ${first.message}${more}`,
    { details: problems },
  )
}

function circles(
  groupOf: ReadonlyMap<string, string>,
  readsOf: ReadonlyMap<string, readonly string[]>,
): Problem[] {
  const reads = new Map<string, Set<string>>()
  for (const [key, group] of groupOf)
    for (const read of readsOf.get(key) ?? []) {
      const other = groupOf.get(read)
      if (other !== undefined && other !== group)
        reads.set(group, (reads.get(group) ?? new Set<string>()).add(other))
    }
  const ordered = orderGroups([...reads.keys()], reads)
  if (!('circle' in ordered)) return []
  return [{ path: '/groups', message: `groups read each other in a circle: ${ordered.circle.join(' → ')}` }]
}

async function unknownOrganisations(
  db: ReturnType<typeof tagTables>,
  written: readonly { readonly tag: TagFile['groups'][number]['tags'][number]; readonly path: string }[],
): Promise<Problem[]> {
  const named = written.filter(({ tag }) => tag.organisation !== undefined)
  if (named.length === 0) return []
  const rows = await db
    .withTables<{ organisation: { code: string } }>()
    .selectFrom('organisation')
    .select('code')
    .execute()
  const known = new Set(rows.map(({ code }) => code))
  return named
    .filter(({ tag }) => !known.has(tag.organisation ?? ''))
    .map(({ tag, path }) => ({
      path: `${path}/organisation`,
      message: `there is no organisation "${tag.organisation}"`,
    }))
}
