import type { CatalogueTag, RuleCatalogue } from '../catalogue.ts'
import type { ComparedColumn } from '../comparison.ts'

const name = (en: string): { 'zh-CN': string; en: string } => ({ 'zh-CN': `「${en}」`, en })

/** The columns of the small bank's tag tables. */
export const tagColumns: Readonly<Record<string, Readonly<Record<string, ComparedColumn>>>> = {
  tag_profile: {
    score: { type: 'number', clickhouse: 'Nullable(Float64)', missing: 'null' },
    level: { type: 'string', clickhouse: 'LowCardinality(String)', missing: 'empty' },
    joined: { type: 'date', clickhouse: 'Nullable(Date32)', missing: 'null' },
    club: { type: 'boolean', clickhouse: 'Nullable(Bool)', missing: 'null' },
  },
  tag_money: {
    aum: { type: 'number', clickhouse: 'Decimal(18, 2)', missing: 'never' },
    visits: { type: 'number', clickhouse: 'UInt32', missing: 'never' },
    vip: { type: 'boolean', clickhouse: 'Bool', missing: 'never' },
    owed: { type: 'number', clickhouse: 'Nullable(Decimal(18, 2))', missing: 'null' },
    idle: { type: 'number', clickhouse: 'Nullable(Int32)', missing: 'null' },
  },
}

const tags: CatalogueTag[] = Object.entries(tagColumns).flatMap(([table, columns]) =>
  Object.entries(columns).map(([key, column]) => ({
    key,
    table,
    column,
    name: name(key),
    unit: key === 'aum' ? 'CNY' : '',
  })),
)
const planned: CatalogueTag = {
  key: 'planned',
  name: name('planned'),
  unit: '',
  table: null,
  column: { type: 'number', clickhouse: 'UInt32', missing: 'never' },
}

/** What rules may refer to where nothing is stored: for checks, sentences and the reviewed SQL. */
export const catalogue: RuleCatalogue = {
  tags: new Map([...tags, planned].map((tag) => [tag.key, tag])),
  segments: new Map([
    ['regulars', { key: 'regulars', name: name('Regulars'), id: 1, snapshot: 2 }],
    ['empty', { key: 'empty', name: name('Empty'), id: 9, snapshot: null }],
  ]),
  lists: new Map([['guests', { key: 'guests', name: name('Guests'), id: 4, version: 7 }]]),
}
