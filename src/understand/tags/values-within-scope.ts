import { withinScopeSql } from '../../govern/access/index.ts'
import type { Actor } from '../../platform/actor.ts'
import { identifier } from '../../platform/clickhouse/literal.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { columnOf, groupTable } from './compile-group.ts'
import { tagDefinition } from './kinds/index.ts'
import { groupStatistics } from './queries/group-statistics.ts'
import type { TagGroupView, TagView } from './schema.ts'

/** The rows of a table of values that belong to customers in the data scope, as SQL to read from. */
export function valuesWithinScope(actor: Pick<Actor, 'organisations'>, table: string): string {
  const within = withinScopeSql(actor, 'customer')
  return within === null ? identifier(table) : `(SELECT * FROM ${identifier(table)} WHERE ${within})`
}

/** Tags with their coverage of the customers in the data scope; as they were for who sees all. */
export async function coverageWithinScope<Tag extends TagView>(
  ctx: Context,
  tags: readonly Tag[],
): Promise<Tag[]> {
  if (ctx.actor.organisations === null) return [...tags]
  const computed = tags.filter(({ coverage }) => coverage !== null)
  const counted = await Promise.all(
    [...Map.groupBy(computed, ({ group }) => group)].map(async ([group, own]) => {
      const columns = own.map(({ key, definition, organisation }) => ({
        ...columnOf({ definition: tagDefinition.parse(definition), organisation }),
        key,
      }))
      const rows = valuesWithinScope(ctx.actor, groupTable(group))
      const { coverage } = await groupStatistics(ctx.clickhouse, rows, columns, {})
      return own.map(({ key }, i) => [key, coverage[i] ?? 0] as const)
    }),
  )
  const coverageOf = new Map(counted.flat())
  return tags.map((tag) => ({ ...tag, coverage: coverageOf.get(tag.key) ?? null }))
}

/** A tag group as people with a data scope see it: without how many customers of the bank it has values of. */
export function groupWithinScope({ actor }: Pick<Context, 'actor'>, group: TagGroupView): TagGroupView {
  return actor.organisations === null ? group : { ...group, customers: null }
}

/**
 * Coverage is stored for the whole bank: an order by it, and cursors into it, would tell it to people with a data scope.
 * @throws AppError forbidden
 */
export function refuseBankCoverage({ actor }: Pick<Context, 'actor'>, sort: string): void {
  if (actor.organisations !== null && sort.endsWith('coverage'))
    throw new AppError('forbidden', 'The order by coverage is that of the whole bank: sort by something else')
}
