import { createHmac } from 'node:crypto'
import { identifier, literal } from '../../platform/clickhouse/literal.ts'
import type { Context } from '../../platform/context.ts'
import type { DisplayName } from '../../understand/rules/index.ts'
import { loadRuleCatalogue } from '../../understand/segments/index.ts'
import { scopedCustomersSql } from '../../govern/access/index.ts'
import { type LabTable, labTables } from './lab-tables.ts'
import { labStore } from './store.ts'

export interface LabView {
  readonly name: string
  readonly description: DisplayName
  readonly columns: readonly { readonly name: string; readonly description: DisplayName }[]
  /** The SELECT behind it, over our own database, within the reader's data scope. */
  readonly sql: string
}

/** Every table that this reader sees, with the statement behind it. */
export async function labViews(ctx: Context): Promise<LabView[]> {
  const [catalogue, organisations, journeys] = await Promise.all([
    loadRuleCatalogue(ctx),
    labStore(ctx.postgres)
      .selectFrom('organisation')
      .select(['code', 'parent', 'name', 'level'])
      .orderBy('code')
      .execute(),
    labStore(ctx.postgres)
      .selectFrom('journey')
      .select(['id', 'key', 'name', 'status'])
      .orderBy('id')
      .execute(),
  ])
  const tables: Record<string, LabTable> = { ...labTables }
  for (const tag of catalogue.tags.values()) {
    if (tag.table === null) continue
    const table = (tables[tag.table] ??= {
      description: { 'zh-CN': '标签，每位客户一行', en: 'Tags, one row a customer' },
      from: `{database}.${identifier(tag.table)} AS source`,
      columns: {
        customer: {
          sql: 'source.customer',
          description: { 'zh-CN': '客户（Banyan 编号）', en: 'Customer: Banyan’s number' },
        },
      },
      customers: ['source.customer'],
    })
    tables[tag.table] = {
      ...table,
      columns: { ...table.columns, [tag.key]: { description: describedTag(tag.name, tag.unit) } },
    }
  }
  const snapshots = [...catalogue.segments.values()].flatMap(({ id, key, snapshot }) =>
    snapshot === null ? [] : [{ id, key, snapshot }],
  )
  tables['segment_member'] = {
    description: { 'zh-CN': '各分群最新快照的成员', en: 'Members of the latest snapshot of each segment' },
    from: `{database}.segment_member AS source`,
    columns: {
      segment: {
        sql: `transform(source.segment, ${literal(
          snapshots.map(({ id }) => id),
          'Array(UInt32)',
        )}, ${literal(
          snapshots.map(({ key }) => key),
          'Array(String)',
        )}, '')`,
        description: { 'zh-CN': '分群标识', en: 'Key of the segment' },
      },
      customer: {
        sql: 'source.customer',
        description: { 'zh-CN': '客户（Banyan 编号）', en: 'Customer: Banyan’s number' },
      },
    },
    customers: ['source.customer'],
    where: `(source.segment, source.version) IN ${literal(
      snapshots.map(({ id, snapshot }) => [id, snapshot]),
      'Array(Tuple(UInt32, UInt32))',
    )}`,
  }
  const scope = scopedCustomersSql(ctx.actor, { database: ctx.clickhouse.database })
  const fill = templateOf(ctx)
  return [
    ...Object.entries(tables).map(([name, table]) => ({
      name,
      description: table.description,
      columns: Object.entries(table.columns).map(([column, { description }]) => ({
        name: column,
        description,
      })),
      sql: fill(viewSql(table, scope)),
    })),
    rowsView(
      'organisation',
      { 'zh-CN': '机构：总行、分行、支行', en: 'Organisations: head office, branches, sub-branches' },
      {
        code: { 'zh-CN': '机构代码', en: 'Code' },
        parent: { 'zh-CN': '上级机构代码', en: 'Code of the one above' },
        name: { 'zh-CN': '名称', en: 'Name' },
        level: {
          'zh-CN': '层级：head_office、branch、sub_branch',
          en: 'Level: head_office, branch, sub_branch',
        },
      },
      organisations.map(({ code, parent, name, level }) => [code, parent ?? '', name, level]),
    ),
    rowsView(
      'journey',
      { 'zh-CN': '旅程', en: 'Journeys' },
      {
        journey: { 'zh-CN': '旅程编号', en: 'Number' },
        key: { 'zh-CN': '标识', en: 'Key' },
        name: { 'zh-CN': '名称（中文）', en: 'Name in Chinese' },
        name_en: { 'zh-CN': '名称（英文）', en: 'Name in English' },
        status: { 'zh-CN': '状态', en: 'Status' },
      },
      journeys.map(({ id, key, name, status }) => [String(id), key, name['zh-CN'], name.en, status]),
      { journey: 'UInt32' },
    ),
  ].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function describedTag(name: DisplayName, unit: string): DisplayName {
  const suffix = unit === '' ? '' : ` (${unit})`
  return { 'zh-CN': name['zh-CN'] + suffix, en: name.en + suffix }
}

function viewSql({ columns, from, customers, where }: LabTable, scope: string | null): string {
  const selected = Object.entries(columns).map(
    ([name, { sql }]) => `${sql ?? `source.${identifier(name)}`} AS ${identifier(name)}`,
  )
  const conditions = [
    ...(where === undefined ? [] : [where]),
    ...(scope === null ? [] : customers.map((customer) => `${customer} IN (${scope})`)),
  ]
  return `SELECT ${selected.join(', ')} FROM ${from}${conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`}`
}

/** A small table of our own, its rows written into the statement. */
function rowsView(
  name: string,
  description: DisplayName,
  columns: Readonly<Record<string, DisplayName>>,
  rows: readonly (readonly string[])[],
  types: Readonly<Record<string, string>> = {},
): LabView {
  const names = Object.keys(columns)
  const type = `Array(Tuple(${names.map(() => 'String').join(', ')}))`
  const selected = names.map((column, index) => {
    const text = `tupleElement(line, ${index + 1})`
    const as = types[column]
    return `${as === undefined ? text : `CAST(${text} AS ${as})`} AS ${identifier(column)}`
  })
  return {
    name,
    description,
    columns: Object.entries(columns).map(([column, told]) => ({ name: column, description: told })),
    sql: `SELECT ${selected.join(', ')} FROM (SELECT arrayJoin(${literal(rows, type)}) AS line)`,
  }
}

function templateOf({ clickhouse, config }: Context): (sql: string) => string {
  const key = createHmac('sha256', config.keys.identifier).update('sql lab').digest()
  const values: Record<string, string> = {
    database: identifier(clickhouse.database),
    dictionary: `${clickhouse.database}.customer_canonical`,
    key0: `toUInt64(${key.readBigUInt64LE(0)})`,
    key1: `toUInt64(${key.readBigUInt64LE(8)})`,
  }
  return (sql) =>
    sql.replaceAll(/\{(database|dictionary|key0|key1)\}/g, (_, name: string) => values[name] ?? '')
}
