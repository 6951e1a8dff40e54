import { z } from 'zod'
import { plainText } from '../names.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { Language } from '../catalogue.ts'
import { describeComparison } from '../comparison-words.ts'
import { type PropertyCondition, propertyCondition, propertyConditionSql } from '../property-condition.ts'
import { sqlText } from '../sql-text.ts'
import { defineLeafKind } from './leaf-kind.ts'

const times = z.number().int().min(0).max(1_000_000)
const schema = z
  .strictObject({
    behaviour: z.strictObject({
      event: plainText(200).min(1),
      where: z.array(propertyCondition).max(20).optional(),
      withinDays: z.number().int().min(1).max(3660).optional(),
    }),
    op: z.enum(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between']).default('gte'),
    value: z.union([times, z.tuple([times, times])]).default(1),
  })
  .refine((leaf) => (leaf.op === 'between') === Array.isArray(leaf.value), {
    message: 'must be one count, or [from, to] for between',
    path: ['value'],
  })
type BehaviourLeaf = z.output<typeof schema>

/**
 * `{ behaviour: { event: 'view_product', where: […], withinDays: 30 }, op: 'gte', value: 3 }` – how often a customer did
 * something up to the as-of instant, or in the `withinDays` × 24 hours before it. Never did it = 0 times.
 */
export const behaviourLeaf = defineLeafKind({
  schema,
  check: () => [],
  compile: (leaf, { asOf }) => {
    const { event, where = [], withinDays } = leaf.behaviour
    const since = new Date(asOf.getTime() - (withinDays ?? 0) * 86_400_000)
    const conditions = [
      `name = ${sqlText(event)}`,
      ...(withinDays === undefined ? [] : [`at > ${literal(since, 'DateTime64(3)')}`]),
      `at <= ${literal(asOf, 'DateTime64(3)')}`,
      ...where.map(propertyConditionSql),
    ].join(' AND ')
    const [low, high] = Array.isArray(leaf.value) ? leaf.value : [leaf.value, leaf.value]
    const select = (having: string): string =>
      having === 'count() >= 1'
        ? `SELECT groupBitmapState(${canonical('customer')}) FROM event WHERE ${conditions}`
        : `SELECT groupBitmapState(who) FROM (SELECT ${canonical('customer')} AS who FROM event WHERE ${conditions} GROUP BY who HAVING ${having})`
    const { met, unmet, byNobody } = counts(leaf.op, low, high)
    return byNobody
      ? { kind: 'not', of: { kind: 'set', select: select(unmet), known: false } }
      : { kind: 'set', select: select(met), known: false }
  },
  describe: (leaf, _catalogue, language) => {
    const { event, where = [], withinDays } = leaf.behaviour
    const filters = where.map((condition) => describeProperty(condition, language))
    return language === 'en'
      ? inEnglish(leaf, event, filters, withinDays)
      : inChinese(leaf, event, filters, withinDays)
  },
})

/** The HAVING that meets the comparison, its opposite, and whether doing it never meets it too. */
function counts(op: BehaviourLeaf['op'], low: number, high: number) {
  switch (op) {
    case 'eq':
      return {
        met: `count() = ${low}`,
        unmet: low === 0 ? 'count() >= 1' : `count() != ${low}`,
        byNobody: low === 0,
      }
    case 'ne':
      return {
        met: low === 0 ? 'count() >= 1' : `count() != ${low}`,
        unmet: `count() = ${low}`,
        byNobody: low !== 0,
      }
    case 'gt':
      return { met: `count() >= ${low + 1}`, unmet: `count() <= ${low}`, byNobody: false }
    case 'gte':
      return { met: `count() >= ${low}`, unmet: `count() < ${low}`, byNobody: low === 0 }
    case 'lt':
      return { met: `count() < ${low}`, unmet: `count() >= ${low}`, byNobody: low > 0 }
    case 'lte':
      return { met: `count() <= ${low}`, unmet: `count() >= ${low + 1}`, byNobody: true }
    case 'between':
      return {
        met: `count() BETWEEN ${low} AND ${high}`,
        unmet: `count() NOT BETWEEN ${low} AND ${high}`,
        byNobody: low === 0,
      }
  }
}

function describeProperty(condition: PropertyCondition, language: Language): string {
  return `${condition.property} ${describeComparison(condition, language)}`
}

function inEnglish(leaf: BehaviourLeaf, event: string, filters: string[], days: number | undefined): string {
  const often = describeComparison(leaf, 'en').replace(/^is (not )?/, '$1')
  const where = filters.length === 0 ? '' : ` (${filters.join(' and ')})`
  return `did "${event}"${where} ${often} times${days === undefined ? '' : ` within ${days} days`}`
}

function inChinese(leaf: BehaviourLeaf, event: string, filters: string[], days: number | undefined): string {
  const often = describeComparison(leaf, 'zh-CN')
  const where = filters.length === 0 ? '' : `（${filters.join('且')}）`
  return `${days === undefined ? '' : `近 ${days} 天`}「${event}」${where}次数${often}`
}
