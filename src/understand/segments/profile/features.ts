import { identifier, literal } from '../../../platform/clickhouse/literal.ts'
import { AppError } from '../../../platform/errors.ts'
import type { CatalogueTag, ComparedColumn, DisplayName, RuleCatalogue } from '../../rules/index.ts'

/** Something that customers can be told apart by: a tag or an attribute, and where its values stand. */
export interface Feature {
  readonly kind: 'tag' | 'attribute'
  readonly key: string
  readonly name: DisplayName
  readonly unit: string
  readonly type: ComparedColumn['type']
  /** Table with at most one row a customer, as SQL. */
  readonly table: string
  /** SQL of the value: Nullable(Float64) of numbers, days since 1970 of days, else text with '' for missing. */
  readonly sql: string
}

export function tagFeature(tag: CatalogueTag & { readonly table: string }): Feature {
  const { key, name, unit, column } = tag
  return {
    kind: 'tag',
    key,
    name,
    unit,
    type: column.type,
    table: identifier(tag.table),
    sql: valueSql(identifier(key), column.type),
  }
}

function valueSql(column: string, type: ComparedColumn['type']): string {
  switch (type) {
    case 'number':
      return `CAST(${column} AS Nullable(Float64))`
    case 'date':
      return `CAST(toInt32(${column}) AS Nullable(Float64))`
    case 'boolean':
      return `ifNull(toString(${column}), '')`
    case 'string':
      return column
  }
}

/** Tags that have values. */
export function computedTags(catalogue: RuleCatalogue): Feature[] {
  return [...catalogue.tags.values()].flatMap(({ table, ...tag }) =>
    table === null ? [] : [tagFeature({ ...tag, table })],
  )
}

/**
 * Tags by key.
 * @throws AppError invalid_definition for one that does not exist or has no values yet
 */
export function namedTags(keys: readonly string[], catalogue: RuleCatalogue): Feature[] {
  return keys.map((key, i) => {
    const tag = catalogue.tags.get(key)
    if (tag?.table) return tagFeature({ ...tag, table: tag.table })
    const message = tag
      ? `the tag "${key}" has not been computed yet: refresh its group first`
      : `there is no tag "${key}"`
    throw new AppError('invalid_definition', message, { details: [{ path: `/tags/${i}`, message }] })
  })
}

const texts = {
  gender: { 'zh-CN': '性别', en: 'Gender' },
  province: { 'zh-CN': '省份', en: 'Province' },
  city: { 'zh-CN': '城市', en: 'City' },
  branch: { 'zh-CN': '网点', en: 'Branch' },
  risk: { 'zh-CN': '风险等级', en: 'Risk level' },
  occupation: { 'zh-CN': '职业', en: 'Occupation' },
} as const
const spans = {
  age: { column: 'birth_date', name: { 'zh-CN': '年龄', en: 'Age' } },
  tenure_years: { column: 'opened', name: { 'zh-CN': '开户年数', en: 'Years as a customer' } },
} as const
export const attributeKeys = [
  'gender',
  'age',
  'province',
  'city',
  'branch',
  'risk',
  'occupation',
  'tenure_years',
] as const

/** Master data. @param today `2026-11-01` */
export function attributeFeature(key: (typeof attributeKeys)[number], today: string): Feature {
  const common = { kind: 'attribute', key, table: 'customer FINAL' } as const
  if (key === 'age' || key === 'tenure_years') {
    const { column, name } = spans[key]
    // Whole years completed.
    const sql = `CAST(age('year', ${column}, ${literal(today, 'Date32')}) AS Nullable(Float64))`
    return { ...common, name, unit: '', type: 'number', sql }
  }
  return { ...common, name: texts[key], unit: '', type: 'string', sql: identifier(key) }
}

/** The column of `customer` that an attribute feature is made from. */
export function columnOfAttribute(key: string): string {
  return key === 'age' ? spans.age.column : key === 'tenure_years' ? spans.tenure_years.column : key
}
