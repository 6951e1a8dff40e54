import { identifier } from '../../platform/clickhouse/literal.ts'
import { type RuleCatalogue, sqlText } from '../../understand/rules/index.ts'

/** What one table knows of customers in words: SQL of an array of (kind, name, value). */
export interface Traits {
  readonly table: string
  readonly facts: string
}

const standard = ['gender', 'province', 'city', 'branch', 'risk', 'occupation'] as const

/** Everything known of customers that has few values: tags in words or yes and no, and attributes. */
export function traitsOf({ tags }: RuleCatalogue): Traits[] {
  const byTable = Map.groupBy(
    [...tags.values()].filter(({ column: { type } }) => type === 'string' || type === 'boolean'),
    ({ table }) => table,
  )
  return [
    {
      table: 'customer FINAL',
      facts: `arrayConcat([${standard
        .map((name) => `('attribute', ${sqlText(name)}, toString(${identifier(name)}))`)
        .join(
          ', ',
        )}], arrayMap((name, value) -> ('attribute', toString(name), value), mapKeys(attributes), mapValues(attributes)))`,
    },
    ...[...byTable].flatMap(([table, own]) =>
      table === null
        ? []
        : [
            {
              table: identifier(table),
              facts: `[${own
                .map(({ key }) => `('tag', ${sqlText(key)}, ifNull(toString(${identifier(key)}), ''))`)
                .join(', ')}]`,
            },
          ],
    ),
  ]
}
