import { identifier } from '../../../platform/clickhouse/literal.ts'
import type { CatalogueTag } from '../../../understand/rules/index.ts'
import type { Variable, VariableSource, VariableType } from './variable.ts'

const prefix = 'tag.'
const types = {
  string: 'text',
  number: 'number',
  boolean: 'boolean',
  date: 'date',
} as const satisfies Record<CatalogueTag['column']['type'], VariableType>

function variableOf(tag: CatalogueTag): Variable {
  const money = tag.column.type === 'number' && /元|CNY|¥/i.test(tag.unit)
  return {
    path: `${prefix}${tag.key}`,
    group: 'tag',
    label: tag.name,
    type: money ? 'money' : types[tag.column.type],
    standIn: null,
  }
}

/** Computed tags: one statement for each tag group. A tag that was never computed has no value for anybody. */
export const tagSource: VariableSource = {
  list: ({ tags }) => [...tags.values()].map(variableOf),
  find: (path, { tags }) => {
    const tag = path.startsWith(prefix) ? tags.get(path.slice(prefix.length)) : undefined
    return tag && variableOf(tag)
  },
  statements: (paths, people, _moment, { tags }) => {
    const known = paths.flatMap((path) => {
      const tag = tags.get(path.slice(prefix.length))
      return tag?.table ? [{ path, tag, table: tag.table }] : []
    })
    return [...Map.groupBy(known, ({ table }) => table)].map(([table, group]) => ({
      paths: group.map(({ path }) => path),
      sql: `SELECT customer AS person, ${group.map(({ tag }, i) => `${textOf(tag)} AS v${i}`).join(', ')}
            FROM ${identifier(table)} WHERE customer IN ${people.canonical}`,
    }))
  },
}

const textOf = ({ key }: CatalogueTag): string => `ifNull(toString(${identifier(key)}), '')`
