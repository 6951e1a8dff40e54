import { z } from 'zod'
import { plainText } from '../names.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { identifier } from '../../../platform/clickhouse/literal.ts'
import { businessDay } from '../business-day.ts'
import {
  type ComparedColumn,
  comparedValue,
  type Comparison,
  comparisonProblem,
  comparisonSql,
  operators,
} from '../comparison.ts'
import { describeComparison } from '../comparison-words.ts'
import { isRelative } from '../relative-dates.ts'
import { sqlText } from '../sql-text.ts'
import { dayOfText, flagOfText, numberOfText } from '../text-values.ts'
import { defineLeafKind } from './leaf-kind.ts'

const text: ComparedColumn = { type: 'string', clickhouse: 'String', missing: 'empty' }
const date: ComparedColumn = { type: 'date', clickhouse: 'Nullable(Date32)', missing: 'null' }

/** Columns of `customer`; any other attribute is a key of its `attributes`. */
const columns = {
  number: { column: text, name: { 'zh-CN': '客户号', en: 'customer number' } },
  gender: { column: text, name: { 'zh-CN': '性别', en: 'gender' } },
  birth_date: { column: date, name: { 'zh-CN': '出生日期', en: 'date of birth' } },
  province: { column: text, name: { 'zh-CN': '省份', en: 'province' } },
  city: { column: text, name: { 'zh-CN': '城市', en: 'city' } },
  branch: { column: text, name: { 'zh-CN': '网点', en: 'branch' } },
  manager: { column: text, name: { 'zh-CN': '客户经理', en: 'manager' } },
  opened: { column: date, name: { 'zh-CN': '开户日期', en: 'customer since' } },
  risk: { column: text, name: { 'zh-CN': '风险等级', en: 'risk level' } },
  occupation: { column: text, name: { 'zh-CN': '职业', en: 'occupation' } },
} as const

function standard(attribute: string): (typeof columns)[keyof typeof columns] | undefined {
  return Object.entries(columns).find(([name]) => name === attribute)?.[1]
}

/** An attribute of the bank's own is text; compared with a number, a day or true/false it is read as one. */
function read(attribute: string, comparison: Comparison): { expression: string; column: ComparedColumn } {
  const known = standard(attribute)
  if (known) return { expression: identifier(attribute), column: known.column }
  const value = `attributes[${sqlText(attribute)}]`
  if (isRelative(comparison.op)) return { expression: dayOfText(value), column: date }
  const [first] = Array.isArray(comparison.value) ? comparison.value : [comparison.value]
  if (typeof first === 'number') {
    return {
      expression: numberOfText(value),
      column: { type: 'number', clickhouse: 'Nullable(Float64)', missing: 'null' },
    }
  }
  if (typeof first === 'boolean') {
    return {
      expression: flagOfText(value),
      column: { type: 'boolean', clickhouse: 'Nullable(Bool)', missing: 'null' },
    }
  }
  const ordered = ['gt', 'gte', 'lt', 'lte', 'between'].includes(comparison.op)
  return ordered ? { expression: dayOfText(value), column: date } : { expression: value, column: text }
}

/** `{ attribute: 'gender', op: 'eq', value: 'female' }` – what the bank's master data says now. */
export const attributeLeaf = defineLeafKind({
  schema: z.strictObject({
    attribute: plainText(200).min(1),
    op: z.enum(operators),
    value: comparedValue.optional(),
  }),
  check: (leaf) => {
    const problem = comparisonProblem(leaf, read(leaf.attribute, leaf).column.type)
    return problem === null ? [] : [{ path: leaf.value === undefined ? '/op' : '/value', message: problem }]
  },
  compile: (leaf, { asOf, timezone }) => {
    const { expression, column } = read(leaf.attribute, leaf)
    return {
      kind: 'rows',
      table: 'customer FINAL',
      condition: comparisonSql(expression, column, leaf, businessDay(asOf, timezone)),
      absent: leaf.op === 'is_not_set',
    }
  },
  observe: (leaf) => ({
    table: 'customer FINAL',
    where: `customer = ${canonical('customer')}`,
    value: `any(toString(${read(leaf.attribute, leaf).expression}))`,
  }),
  describe: (leaf, _catalogue, language) =>
    `${standard(leaf.attribute)?.name[language] ?? leaf.attribute} ${describeComparison(leaf, language)}`,
})
