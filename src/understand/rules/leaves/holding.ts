import { z } from 'zod'
import { literal } from '../../../platform/clickhouse/literal.ts'
import {
  type AmountCondition,
  amountOperator,
  amountSql,
  amountValue,
  countMeans,
  fitsOperator,
  holdsForZero,
} from '../amount-condition.ts'
import { businessDay } from '../business-day.ts'
import {
  type ComparedColumn,
  comparedValue,
  comparisonProblem,
  comparisonSql,
  operators,
} from '../comparison.ts'
import { describeComparison } from '../comparison-words.ts'
import { type Language, plainText } from '../names.ts'
import { sqlText } from '../sql-text.ts'
import { defineLeafKind, type RuleScope } from './leaf-kind.ts'

const name = plainText(64).min(1)
const fields = {
  amount: {
    column: { type: 'number', clickhouse: 'Decimal(18, 2)', missing: 'never' },
    name: { 'zh-CN': '金额', en: 'amount' },
  },
  opened: {
    column: { type: 'date', clickhouse: 'Date32', missing: 'never' },
    name: { 'zh-CN': '开立日', en: 'opening day' },
  },
  matures: {
    column: { type: 'date', clickhouse: 'Nullable(Date32)', missing: 'null' },
    name: { 'zh-CN': '到期日', en: 'maturity' },
  },
  closed: {
    column: { type: 'date', clickhouse: 'Nullable(Date32)', missing: 'null' },
    name: { 'zh-CN': '销户日', en: 'closing day' },
  },
} as const satisfies Record<string, { column: ComparedColumn; name: Record<Language, string> }>

const condition = z.strictObject({
  field: z.enum(['amount', 'opened', 'matures', 'closed']),
  op: z.enum(operators),
  value: comparedValue.optional(),
})
const measures = ['count', 'sum', 'max'] as const
const schema = z
  .strictObject({
    holding: z.strictObject({
      class: name.optional(),
      product: name.optional(),
      status: name.optional(),
      /** As of the as-of day; open unless said. */
      state: z.enum(['open', 'closed', 'any']).optional(),
      maturesWithinDays: z.number().int().min(0).max(3660).optional(),
      where: z.array(condition).max(20).optional(),
      /** How many (count), their amounts together (sum), or the greatest of these (max). */
      measure: z.enum(measures).optional(),
    }),
    /** Short for `op: gte`. */
    atLeast: z.number().int().min(1).max(1000).optional(),
    op: amountOperator.optional(),
    value: amountValue.optional(),
  })
  .refine((leaf) => leaf.atLeast === undefined || (leaf.op === undefined && leaf.value === undefined), {
    message: 'stands beside op and value: use one or the other',
    path: ['atLeast'],
  })
  .refine((leaf) => fitsOperator(comparedBy(leaf)), {
    message: 'must be one number, or [from, to] for between',
    path: ['value'],
  })
type HoldingLeaf = z.output<typeof schema>

function comparedBy(leaf: Partial<AmountCondition> & { atLeast?: number | undefined }): AmountCondition {
  return { op: leaf.op ?? 'gte', value: leaf.value ?? leaf.atLeast ?? 1 }
}

function filterOf({ holding }: HoldingLeaf, { asOf, timezone }: RuleScope): string {
  const day = businessDay(asOf, timezone)
  const today = literal(day, 'Date32')
  const { state = 'open', maturesWithinDays, where = [] } = holding
  const closed = `ifNull(closed <= ${today}, false)`
  return [
    `opened <= ${today}`,
    ...(state === 'any' ? [] : [state === 'open' ? `NOT ${closed}` : closed]),
    ...(holding.class ? [`class = ${sqlText(holding.class)}`] : []),
    ...(holding.product ? [`product = ${sqlText(holding.product)}`] : []),
    ...(holding.status ? [`status = ${sqlText(holding.status)}`] : []),
    ...(maturesWithinDays === undefined
      ? []
      : [`ifNull(matures BETWEEN ${today} AND addDays(${today}, ${maturesWithinDays}), false)`]),
    ...where.map((one) => comparisonSql(one.field, fields[one.field].column, one, day)),
  ].join(' AND ')
}

/** Who holds none has a count and a sum of 0, and no greatest. */
function measureSql({ holding }: HoldingLeaf, filter: string | null): string {
  const { measure = 'count' } = holding
  if (measure === 'count') return filter === null ? 'count()' : `countIf(${filter})`
  const aggregate = measure === 'sum' ? 'sum' : 'maxOrNull'
  return filter === null ? `${aggregate}(amount)` : `${aggregate}If(amount, ${filter})`
}

/**
 * `{ holding: { class: 'time_deposit', where: [{ field: 'matures', op: 'in_next_days', value: [3, 7] }] } }` – how many
 * holdings a customer has on the as-of day, or with `measure: 'sum'` their amounts together, compared by `op` and
 * `value` (or `atLeast`). `maturesWithinDays: n` = matures on that day or up to n days later.
 */
export const holdingLeaf = defineLeafKind({
  schema,
  check: ({ holding }) =>
    (holding.where ?? []).flatMap((one, i) => {
      const problem = comparisonProblem(one, fields[one.field].column.type)
      const at = `/holding/where/${i}/${one.value === undefined ? 'op' : 'value'}`
      return problem === null ? [] : [{ path: at, message: problem }]
    }),
  compile: (leaf, scope) => {
    const filter = filterOf(leaf, scope)
    const compared = comparedBy(leaf)
    const { measure = 'count' } = leaf.holding
    const scan = { table: 'holding FINAL', part: '' }
    const means = measure === 'count' ? countMeans(compared) : 'other'
    if (means !== 'other') {
      const holds = { kind: 'exists', ...scan, filter } as const
      return means === 'some' ? holds : { kind: 'not', of: holds }
    }
    return {
      kind: 'groups',
      ...scan,
      filters: [filter],
      having: (alone) => {
        const met = amountSql(measureSql(leaf, alone ? null : filter), compared, 'Decimal(18, 2)')
        return measure === 'max' ? `ifNull(${met}, false)` : met
      },
      absent: measure !== 'max' && holdsForZero(compared),
    }
  },
  observe: (leaf, scope) => ({
    table: 'holding FINAL',
    where: filterOf(leaf, scope),
    value: `toString(${measureSql(leaf, null)})`,
    absent: leaf.holding.measure === 'max' ? undefined : '0',
  }),
  describe: (leaf, _catalogue, language) => (language === 'en' ? inEnglish(leaf) : inChinese(leaf)),
})

function inEnglish(leaf: HoldingLeaf): string {
  const {
    class: productClass,
    product,
    status,
    state,
    maturesWithinDays: days,
    where = [],
    measure,
  } = leaf.holding
  const known = [state === 'closed' ? 'closed' : undefined, status, productClass, product]
  const what = known.filter((part) => part !== undefined).join(' ') || 'product'
  const filters = [
    ...(days === undefined ? [] : [`matures within ${days} days`]),
    ...where.map((one) => `${fields[one.field].name.en} ${describeComparison(one, 'en')}`),
  ]
  const that =
    filters.length === 0
      ? ''
      : days === undefined
        ? ` whose ${filters.join(' and ')}`
        : ` that ${filters.join(' and ')}`
  const compared = comparedBy(leaf)
  if (measure === 'sum' || measure === 'max') {
    return `the ${measure === 'sum' ? 'total' : 'greatest'} amount in ${what}${that} ${describeComparison(compared, 'en')}`
  }
  const means = countMeans(compared)
  if (means === 'none') return `holds no ${what}${that}`
  const many = means === 'some' ? 'a' : describeComparison(compared, 'en').replace(/^is (not )?/, '$1')
  return `holds ${many} ${what}${that}`
}

function inChinese(leaf: HoldingLeaf): string {
  const {
    class: productClass,
    product,
    status,
    state,
    maturesWithinDays: days,
    where = [],
    measure,
  } = leaf.holding
  const known = [state === 'closed' ? '已销户' : undefined, status, productClass, product]
  const what = known.filter((part) => part !== undefined).join(' ') || '产品'
  const filters = [
    ...(days === undefined ? [] : [`${days} 天内到期`]),
    ...where.map((one) => `${fields[one.field].name['zh-CN']}${describeComparison(one, 'zh-CN')}`),
  ]
  const that = filters.length === 0 ? '' : ` ${filters.join('且')}的`
  const compared = comparedBy(leaf)
  if (measure === 'sum' || measure === 'max') {
    return `持有${that} ${what} 的${measure === 'sum' ? '总金额' : '最大金额'}${describeComparison(compared, 'zh-CN')}`
  }
  const means = countMeans(compared)
  if (means === 'none') return `未持有${that} ${what}`
  return `持有${that} ${what}${means === 'some' ? '' : ` ${describeComparison(compared, 'zh-CN')} 笔`}`
}
