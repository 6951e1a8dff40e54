import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { aumClasses } from '../../../understand/customers/index.ts'
import { sqlText, sqlTexts } from '../../../understand/rules/index.ts'
import type { People, Statement, Variable, VariableSource } from './variable.ts'

const maturing: readonly Variable[] = [
  variable('maturing.product', '最近到期产品', 'Product maturing next', 'text'),
  variable('maturing.amount', '最近到期金额', 'Amount maturing next', 'money'),
  variable('maturing.date', '最近到期日', 'Day it matures', 'date'),
  variable('maturing.days', '距到期天数', 'Days until it matures', 'number'),
]
const classes = {
  current: ['活期', 'Current accounts'],
  time_deposit: ['定期', 'Time deposits'],
  wealth: ['理财', 'Wealth products'],
  fund: ['基金', 'Funds'],
  insurance: ['保险', 'Insurance'],
  loan: ['贷款', 'Loans'],
} as const
const balances: readonly Variable[] = [
  variable('balance.total', '总资产（AUM）', 'Assets (AUM)', 'money'),
  ...Object.entries(classes).map(([name, [zh, en]]) =>
    variable(`balance.${name}`, `${zh}余额`, `Balance: ${en}`, 'money'),
  ),
]
const all = [...maturing, ...balances]

function variable(path: string, zh: string, en: string, type: Variable['type']): Variable {
  return { path, group: 'holding', label: { 'zh-CN': zh, en }, type, standIn: null }
}

/** What a customer has: the open holding that matures next, and today's balances by class. */
export const holdingSource: VariableSource = {
  list: () => all,
  find: (path) => all.find((one) => one.path === path),
  statements: (paths, people, { day }) => {
    const next = paths.filter((path) => path.startsWith('maturing.'))
    const kept = paths.filter((path) => path.startsWith('balance.'))
    return [
      ...(next.length > 0 ? [nextMaturity(next, people, day)] : []),
      ...(kept.length > 0 ? [todaysBalances(kept, people, day)] : []),
    ]
  },
}

/** Of several that mature on one day the largest counts. */
function nextMaturity(paths: readonly string[], people: People, day: string): Statement {
  const today = literal(day, 'Date32')
  const wanted = paths.flatMap((path) => (path === 'maturing.product' ? [path, `${path}@en`] : [path]))
  const columns: Readonly<Record<string, string>> = {
    'maturing.product': `if(names.1 = '', product, names.1)`,
    'maturing.product@en': 'names.2',
    'maturing.amount': 'toString(amount)',
    'maturing.date': 'toString(matures)',
    'maturing.days': `toString(dateDiff('day', ${today}, matures))`,
  }
  return {
    paths: wanted,
    sql: `
      SELECT person, ${wanted.map((path, i) => `${columns[path] ?? `''`} AS v${i}`).join(', ')}
      FROM (
        SELECT person, tupleElement(first, 1) AS product, tupleElement(first, 2) AS amount,
               tupleElement(first, 3) AS matures
        FROM (
          SELECT ${canonical('customer')} AS person,
                 argMin((toString(holding.product), holding.amount, assumeNotNull(holding.matures)),
                        (assumeNotNull(holding.matures), -holding.amount)) AS first
          FROM holding FINAL
          WHERE customer IN ${people.members} AND holding.matures >= ${today} AND opened <= ${today}
            AND (closed IS NULL OR closed > ${today})
          GROUP BY person
        )
      ) AS held
      LEFT JOIN (
        SELECT toString(product.product) AS product, (argMax(name, updated), argMax(name_en, updated)) AS names
        FROM product GROUP BY product
      ) AS known USING product`,
  }
}

function todaysBalances(paths: readonly string[], people: People, day: string): Statement {
  const today = literal(day, 'Date32')
  const values = paths.map((path, i) => {
    const name = path.slice('balance.'.length)
    const of = name === 'total' ? `class IN (${sqlTexts(aumClasses)})` : `class = ${sqlText(name)}`
    return `if(countIf(${of}) = 0, '', toString(sumIf(amount, ${of}))) AS v${i}`
  })
  return {
    paths,
    sql: `
      SELECT ${canonical('customer')} AS person, ${values.join(', ')}
      FROM balance FINAL
      WHERE customer IN ${people.members} AND \`from\` <= ${today} AND \`to\` > ${today}
      GROUP BY person`,
  }
}
