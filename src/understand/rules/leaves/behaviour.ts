import { z } from 'zod'
import {
  type AmountCondition,
  amountCondition,
  amountSql,
  countMeans,
  fitsOperator,
  holdsForZero,
} from '../amount-condition.ts'
import { describeComparison } from '../comparison-words.ts'
import { checkWindow, describeWindow, eventWindow, windowSql } from '../event-window.ts'
import { type Language, plainText } from '../names.ts'
import {
  describeProperties,
  propertyCondition,
  propertyConditionSql,
  propertyNumberSql,
} from '../property-condition.ts'
import { sqlText } from '../sql-text.ts'
import { defineLeafKind, type RuleScope } from './leaf-kind.ts'

const measures = ['count', 'days', 'distinct', 'sum', 'avg', 'min', 'max'] as const
const schema = z
  .strictObject({
    behaviour: z
      .strictObject({
        event: plainText(200).min(1),
        where: z.array(propertyCondition).max(20).optional(),
        ...eventWindow,
        measure: z.enum(measures).optional(),
        property: plainText(200).min(1).optional(),
      })
      .check(checkWindow)
      .refine(({ measure = 'count', property }) => needsProperty(measure) === (property !== undefined), {
        message: 'distinct, sum, avg, min and max measure a property; count and days take none',
        path: ['property'],
      }),
    ...amountCondition,
  })
  .refine(fitsOperator, { message: 'must be one number, or [from, to] for between', path: ['value'] })
type BehaviourLeaf = z.output<typeof schema>

function needsProperty(measure: (typeof measures)[number]): boolean {
  return measure !== 'count' && measure !== 'days'
}

/** Who never did it has an average, least and greatest of nothing, and 0 of all else. */
function isNeverMissing({ behaviour: { measure = 'count' } }: BehaviourLeaf): boolean {
  return measure !== 'avg' && measure !== 'min' && measure !== 'max'
}

function filterOf({ behaviour }: BehaviourLeaf, scope: RuleScope): string {
  const { where = [] } = behaviour
  return [...windowSql('at', behaviour, scope), ...where.map(propertyConditionSql)].join(' AND ')
}

/**
 * The measured aggregate over the rows of `filter`, or over all rows read when there is none. Who never did it has
 * 0 times, days, distinct values and sum, and no average, least or greatest.
 */
function measureSql({ behaviour }: BehaviourLeaf, filter: string | null, timezone: string): string {
  const { measure = 'count', property = '' } = behaviour
  const aggregate = (name: string, argument: string): string =>
    filter === null ? `${name}(${argument})` : `${name}If(${argument === '' ? '' : `${argument}, `}${filter})`
  const value = propertyNumberSql(property)
  switch (measure) {
    case 'count':
      return aggregate('count', '')
    case 'days':
      return aggregate('uniqExact', `toDate(at, ${sqlText(timezone)})`)
    case 'distinct':
      return aggregate('uniqExact', `nullIf(properties[${sqlText(property)}], '')`)
    case 'sum':
      // To the millionth, so that cents added as floats compare as what they are.
      return `round(ifNull(${aggregate('sum', value)}, 0), 6)`
    case 'avg':
      return `round(${aggregate('avgOrNull', value)}, 6)`
    case 'min':
    case 'max':
      return aggregate(`${measure}OrNull`, value)
  }
}

/**
 * `{ behaviour: { event: 'view_product', where: […], withinDays: 30 }, op: 'gte', value: 3 }` – how often a customer did
 * something, or with `measure` on how many days, or the sum, average, least, greatest or number of distinct values of a
 * `property`. `op: 'eq', value: 0` = did not.
 */
export const behaviourLeaf = defineLeafKind({
  schema,
  check: () => [],
  compile: (leaf, scope) => {
    const filter = filterOf(leaf, scope)
    const scan = { table: 'event', part: `name = ${sqlText(leaf.behaviour.event)}` }
    const { measure = 'count' } = leaf.behaviour
    const means = measure === 'count' ? countMeans(leaf) : 'other'
    if (means !== 'other') {
      const did = { kind: 'exists', ...scan, filter } as const
      return means === 'some' ? did : { kind: 'not', of: did }
    }
    const mayBeMissing = !isNeverMissing(leaf)
    return {
      kind: 'groups',
      ...scan,
      filters: [filter],
      having: (alone) => {
        const condition = amountSql(measureSql(leaf, alone ? null : filter, scope.timezone), leaf, 'Float64')
        return mayBeMissing ? `ifNull(${condition}, false)` : condition
      },
      absent: !mayBeMissing && holdsForZero(leaf),
    }
  },
  observe: (leaf, scope) => ({
    table: 'event',
    where: `name = ${sqlText(leaf.behaviour.event)} AND ${filterOf(leaf, scope)}`,
    value: `toString(${measureSql(leaf, null, scope.timezone)})`,
    absent: isNeverMissing(leaf) ? '0' : undefined,
  }),
  describe: (leaf, _catalogue, language) => (language === 'en' ? inEnglish(leaf) : inChinese(leaf)),
})

const comparisonOf = (leaf: AmountCondition, language: Language): string =>
  describeComparison({ op: leaf.op, value: leaf.value }, language)

function inEnglish(leaf: BehaviourLeaf): string {
  const { event, where = [], measure = 'count', property = '' } = leaf.behaviour
  const what = `"${event}"${describeProperties(where, 'en')}`
  const when = describeWindow(leaf.behaviour, 'en')
  if (measure === 'count' && countMeans(leaf) === 'none')
    return `did not "${event}"${describeProperties(where, 'en')}${when}`
  if (measure === 'count' || measure === 'days') {
    const often = comparisonOf(leaf, 'en').replace(/^is (not )?/, '$1')
    return `did ${what} ${measure === 'days' ? 'on ' : ''}${often} ${measure === 'days' ? 'days' : 'times'}${when}`
  }
  const name = {
    distinct: 'number of different',
    sum: 'sum of',
    avg: 'average',
    min: 'least',
    max: 'greatest',
  }[measure]
  return `the ${name} ${property} of ${what}${when} ${comparisonOf(leaf, 'en')}`
}

function inChinese(leaf: BehaviourLeaf): string {
  const { event, where = [], measure = 'count', property = '' } = leaf.behaviour
  const what = `${describeWindow(leaf.behaviour, 'zh-CN')}「${event}」${describeProperties(where, 'zh-CN')}`
  if (measure === 'count' && countMeans(leaf) === 'none') return `${what}未发生`
  const name = {
    count: '次数',
    days: '天数',
    distinct: '去重数',
    sum: '合计',
    avg: '平均',
    min: '最小',
    max: '最大',
  }[measure]
  return `${what}${needsProperty(measure) ? `的 ${property} ` : ''}${name}${comparisonOf(leaf, 'zh-CN')}`
}
