/** The languages that definitions are told in. */
export type Language = 'zh-CN' | 'en'

type Words = Readonly<Record<Language, string>>

/** Product classes of the bank's own tables; others are called by their code. */
const classes: Readonly<Record<string, Words>> = {
  current: { 'zh-CN': '活期', en: 'current accounts' },
  time_deposit: { 'zh-CN': '定期存款', en: 'time deposits' },
  wealth: { 'zh-CN': '理财', en: 'wealth products' },
  fund: { 'zh-CN': '基金', en: 'funds' },
  insurance: { 'zh-CN': '保险', en: 'insurance' },
  card: { 'zh-CN': '银行卡', en: 'cards' },
  credit_card: { 'zh-CN': '信用卡', en: 'credit cards' },
  loan: { 'zh-CN': '贷款', en: 'loans' },
}

const columns: Readonly<Record<string, Words>> = {
  gender: { 'zh-CN': '性别', en: 'gender' },
  province: { 'zh-CN': '省份', en: 'province' },
  city: { 'zh-CN': '城市', en: 'city' },
  branch: { 'zh-CN': '所属机构', en: 'branch' },
  manager: { 'zh-CN': '客户经理', en: 'relationship manager' },
  risk: { 'zh-CN': '风险等级', en: 'risk level' },
  occupation: { 'zh-CN': '职业', en: 'occupation' },
  birth_date: { 'zh-CN': '出生日期', en: 'date of birth' },
  opened: { 'zh-CN': '开户日期', en: 'date of opening' },
  amount: { 'zh-CN': '金额', en: 'amount' },
  operation: { 'zh-CN': '操作', en: 'operation' },
  category: { 'zh-CN': '类别', en: 'category' },
  holding: { 'zh-CN': '账户', en: 'account' },
}

const aggregates: Readonly<Record<string, Words>> = {
  sum: { 'zh-CN': '合计', en: 'sum' },
  avg: { 'zh-CN': '平均值', en: 'average' },
  min: { 'zh-CN': '最小值', en: 'smallest value' },
  max: { 'zh-CN': '最大值', en: 'largest value' },
  distinct: { 'zh-CN': '不同值个数', en: 'number of different values' },
  top: { 'zh-CN': '最常见的值', en: 'commonest value' },
  first: { 'zh-CN': '第一个值', en: 'first value' },
  last: { 'zh-CN': '最近一个值', en: 'last value' },
}

const lookUp = (table: Readonly<Record<string, Words>>, word: string, language: Language): string =>
  Object.hasOwn(table, word) ? (table[word]?.[language] ?? word) : word

export const columnWord = (column: string, language: Language): string => lookUp(columns, column, language)
export const aggregateWord = (aggregate: string, language: Language): string =>
  lookUp(aggregates, aggregate, language)

/** a, b and c · a、b和c */
export function listed(words: readonly string[], language: Language, last: 'and' | 'or' = 'and'): string {
  if (words.length < 2) return words.join('')
  const head = words.slice(0, -1).join(language === 'en' ? ', ' : '、')
  const link = { en: { and: ' and ', or: ' or ' }, 'zh-CN': { and: '和', or: '或' } }[language][last]
  return head + link + (words.at(-1) ?? '')
}

export const classWords = (names: readonly string[], language: Language): string =>
  listed(
    names.map((name) => lookUp(classes, name, language)),
    language,
  )
