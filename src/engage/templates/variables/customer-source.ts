import { literal } from '../../../platform/clickhouse/literal.ts'
import { sqlText } from '../../../understand/rules/index.ts'
import type { Variable, VariableSource, VariableType, VariableWorld } from './variable.ts'

interface Column {
  readonly label: Variable['label']
  readonly type?: VariableType
  readonly standIn?: Variable['standIn']
  readonly sql: (world: VariableWorld) => string
  readonly group?: Variable['group']
}

const customerWord = { 'zh-CN': '客户', en: 'customer' }
const titled = (title: string): string => `concat(substringUTF8(name, 1, 1), '${title}')`

/** Code → name, '' where the code is not known. */
function named(column: string, names: ReadonlyMap<string, string>): string {
  const codes = literal([...names.keys()], 'Array(String)')
  const texts = literal([...names.values()], 'Array(String)')
  return names.size === 0 ? `''` : `transform(toString(${column}), ${codes}, ${texts}, '')`
}

const columns: ReadonlyMap<string, Column> = new Map<string, Column>(
  Object.entries({
    name: { label: { 'zh-CN': '姓名', en: 'Name' }, standIn: customerWord, sql: () => 'name' },
    salutation: {
      label: { 'zh-CN': '称谓（王先生）', en: 'Salutation' },
      standIn: customerWord,
      sql: () =>
        `multiIf(name = '', '', gender = 'male', ${titled('先生')}, gender = 'female', ${titled('女士')}, name)`,
    },
    'salutation@en': {
      label: { 'zh-CN': '', en: '' },
      sql: () =>
        `multiIf(name = '', '', gender = 'male', concat('Mr ', name), gender = 'female', concat('Ms ', name), name)`,
    },
    number: { label: { 'zh-CN': '客户号', en: 'Customer number' }, sql: () => 'number' },
    gender: { label: { 'zh-CN': '性别', en: 'Gender' }, sql: () => 'toString(gender)' },
    birth_date: {
      label: { 'zh-CN': '生日', en: 'Birth date' },
      type: 'date',
      sql: () => `ifNull(toString(birth_date), '')`,
    },
    opened: {
      label: { 'zh-CN': '开户日', en: 'Customer since' },
      type: 'date',
      sql: () => `ifNull(toString(opened), '')`,
    },
    province: { label: { 'zh-CN': '省份', en: 'Province' }, sql: () => 'toString(province)' },
    city: { label: { 'zh-CN': '城市', en: 'City' }, sql: () => 'toString(city)' },
    occupation: { label: { 'zh-CN': '职业', en: 'Occupation' }, sql: () => 'toString(occupation)' },
    risk: { label: { 'zh-CN': '风险等级', en: 'Risk level' }, sql: () => 'toString(risk)' },
    'branch.code': {
      label: { 'zh-CN': '网点编号', en: 'Branch code' },
      group: 'bank',
      sql: () => 'toString(branch)',
    },
    'branch.name': {
      label: { 'zh-CN': '网点名称', en: 'Branch' },
      group: 'bank',
      sql: ({ organisations }) => named('branch', organisations),
    },
    'manager.code': {
      label: { 'zh-CN': '客户经理工号', en: 'Manager code' },
      group: 'bank',
      sql: () => 'toString(manager)',
    },
    'manager.name': {
      label: { 'zh-CN': '客户经理姓名', en: 'Relationship manager' },
      group: 'bank',
      sql: ({ staff }) => named('manager', staff),
    },
  } satisfies Record<string, Column>),
)
const attribute = /^attribute\.([A-Za-z_][A-Za-z0-9_]{0,63})$/

function variableOf(path: string): Variable | undefined {
  const column = columns.get(path)
  if (column && !path.includes('@')) {
    const { label, type = 'text', standIn = null, group = 'customer' } = column
    return { path, group, label, type, standIn }
  }
  const name = attribute.exec(path)?.[1]
  if (name === undefined) return undefined
  return { path, group: 'customer', label: { 'zh-CN': name, en: name }, type: 'text', standIn: null }
}

/** Master data: one row a customer. */
export const customerSource: VariableSource = {
  list: () => [...columns.keys()].flatMap((path) => variableOf(path) ?? []),
  find: variableOf,
  statements: (paths, people, _moment, world) => {
    const wanted = paths.flatMap((path) => (path === 'salutation' ? [path, 'salutation@en'] : [path]))
    const values = wanted.map((path, i) => {
      const name = attribute.exec(path)?.[1] ?? ''
      return `${columns.get(path)?.sql(world) ?? `attributes[${sqlText(name)}]`} AS v${i}`
    })
    const sql = `SELECT customer AS person, ${values.join(', ')} FROM customer FINAL WHERE customer IN ${people.canonical}`
    return [{ paths: wanted, sql }]
  },
}
