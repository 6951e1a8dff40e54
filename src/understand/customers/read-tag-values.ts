import { z } from 'zod'
import { identifier, literal } from '../../platform/clickhouse/literal.ts'
import type { Context } from '../../platform/context.ts'
import type { CatalogueTag } from '../rules/index.ts'
import { listTags, loadCatalogueTags, type TagView, tagView } from '../tags/index.ts'
import { findPerson } from './person.ts'

export const tagValueView = tagView
  .pick({
    key: true,
    name: true,
    description: true,
    type: true,
    unit: true,
    group: true,
    source: true,
    class: true,
    subclass: true,
    organisation: true,
    asOf: true,
    refreshedAt: true,
    stale: true,
    reads: true,
    definition: true,
  })
  .extend({ value: z.string().nullable().describe('As text; null = no value') })

/**
 * Every computed tag with the customer's value: of each group one row, one granule. Branch tags have a value for the
 * customers of their organisation only.
 */
export async function readTagValues(
  ctx: Context,
  reference: string,
): Promise<z.output<typeof tagValueView>[]> {
  const [{ customer }, tags, columns] = await Promise.all([
    findPerson(ctx, reference),
    allTags(ctx),
    loadCatalogueTags(ctx),
  ])
  const values = await valuesOf(ctx, customer, [...columns.values()])
  return tags.flatMap((tag) => {
    if (!columns.get(tag.key)?.table) return []
    return [{ ...tag, value: values.get(tag.key) ?? null }]
  })
}

async function allTags(ctx: Context): Promise<TagView[]> {
  const tags: TagView[] = []
  let cursor: string | undefined
  do {
    const page = await listTags(ctx, { limit: 200, sort: 'key', ...(cursor === undefined ? {} : { cursor }) })
    tags.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return tags
}

/** One statement: a point read of every group's table. */
async function valuesOf(
  ctx: Context,
  customer: number,
  tags: readonly CatalogueTag[],
): Promise<Map<string, string>> {
  const groups = Map.groupBy(
    tags.filter((tag) => tag.table !== null),
    (tag) => tag.table ?? '',
  )
  if (groups.size === 0) return new Map()
  const reads = [...groups].map(([table, columns]) => {
    const names = columns.map((tag) => literal(tag.key, 'String')).join(', ')
    const texts = columns.map(textOf).join(', ')
    return `SELECT [${names}] AS names, CAST([${texts}], 'Array(Nullable(String))') AS texts FROM ${identifier(table)} WHERE customer = ${literal(customer, 'UInt32')}`
  })
  const rows = await ctx.clickhouse.query(
    reads.join('\nUNION ALL\n'),
    {},
    z.object({ names: z.array(z.string()), texts: z.array(z.string().nullable()) }),
  )
  return new Map(
    rows.flatMap(({ names, texts }) =>
      names.flatMap((name, i): [string, string][] => {
        const text = texts[i]
        return text === null || text === undefined ? [] : [[name, text]]
      }),
    ),
  )
}

/** The value as text, NULL where it is missing. */
function textOf({ key, column }: CatalogueTag): string {
  const name = identifier(key)
  return column.missing === 'empty' ? `nullIf(toString(${name}), '')` : `toString(${name})`
}
