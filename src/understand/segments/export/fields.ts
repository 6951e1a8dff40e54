import type { DisplayName } from '../../rules/index.ts'
import { maskedName, maskedNumber } from '../queries/sample-customers.ts'
import type { exportFields } from './schema.ts'

type Field = (typeof exportFields)[number]

interface FieldKind {
  readonly name: DisplayName
  /** SQL of the text in a row of `customer`. */
  readonly sql: string
  /** The same without what identifies a person; only where it differs. */
  readonly masked?: string
}

const text = (zh: string, en: string, column: string): FieldKind => ({
  name: { 'zh-CN': zh, en },
  sql: column,
})

/** Master data that a file can hold. */
export const fieldKinds: Readonly<Record<Field, FieldKind>> = {
  number: { ...text('客户号', 'Customer number', 'number'), masked: maskedNumber },
  name: { ...text('姓名', 'Name', 'name'), masked: maskedName },
  gender: text('性别', 'Gender', 'gender'),
  birth_date: {
    ...text('出生日期', 'Date of birth', `ifNull(toString(birth_date), '')`),
    masked: `if(isNull(birth_date), '', concat(toString(toYear(assumeNotNull(birth_date))), '-**-**'))`,
  },
  province: text('省份', 'Province', 'province'),
  city: text('城市', 'City', 'city'),
  branch: text('网点', 'Branch', 'branch'),
  manager: text('客户经理', 'Manager', 'manager'),
  opened: text('开户日期', 'Customer since', `ifNull(toString(opened), '')`),
  risk: text('风险等级', 'Risk level', 'risk'),
  occupation: text('职业', 'Occupation', 'occupation'),
}

/**
 * A text that no spreadsheet takes for a formula.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export const harmlessSql = (textSql: string): string =>
  `if(match(${textSql}, '^[=+@\\\\t\\\\r\\\\n-]'), concat('\\'', ${textSql}), toString(${textSql}))`

/** A cell written here: headings and the watermark. */
export function csvCell(value: string): string {
  const harmless = /^[=+@\t\r\n-]/.test(value) ? `'${value}` : value
  return `"${harmless.replaceAll('"', '""')}"`
}
