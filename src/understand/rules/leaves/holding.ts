import { z } from 'zod'
import { plainText } from '../names.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { businessDay } from '../business-day.ts'
import { sqlText } from '../sql-text.ts'
import { defineLeafKind } from './leaf-kind.ts'

const name = plainText(64).min(1)
const schema = z.strictObject({
  holding: z.strictObject({
    class: name.optional(),
    product: name.optional(),
    status: name.optional(),
    maturesWithinDays: z.number().int().min(0).max(3660).optional(),
  }),
  atLeast: z.number().int().min(1).max(1000).default(1),
})

/**
 * `{ holding: { class: 'time_deposit', maturesWithinDays: 7 }, atLeast: 1 }` – holdings that are open on the as-of day.
 * `maturesWithinDays: n` = matures on that day or up to n days later.
 */
export const holdingLeaf = defineLeafKind({
  schema,
  check: () => [],
  compile: ({ holding, atLeast }, { asOf, timezone }) => {
    const today = literal(businessDay(asOf, timezone), 'Date32')
    const conditions = [
      `opened <= ${today}`,
      `(isNull(closed) OR closed > ${today})`,
      ...(holding.class ? [`class = ${sqlText(holding.class)}`] : []),
      ...(holding.product ? [`product = ${sqlText(holding.product)}`] : []),
      ...(holding.status ? [`status = ${sqlText(holding.status)}`] : []),
      ...(holding.maturesWithinDays === undefined
        ? []
        : [`matures BETWEEN ${today} AND addDays(${today}, ${holding.maturesWithinDays})`]),
    ].join(' AND ')
    const from = `FROM holding FINAL WHERE ${conditions}`
    const select =
      atLeast === 1
        ? `SELECT groupBitmapState(${canonical('customer')}) ${from}`
        : `SELECT groupBitmapState(who) FROM (SELECT ${canonical('customer')} AS who ${from} GROUP BY who HAVING count() >= ${atLeast})`
    return { kind: 'set', select, known: false }
  },
  describe: ({ holding, atLeast }, _catalogue, language) => {
    const { class: productClass, product, status, maturesWithinDays: days } = holding
    if (language === 'en') {
      const what = [status, productClass, product].filter((part) => part !== undefined).join(' ') || 'product'
      const due = days === undefined ? '' : ` that matures within ${days} days`
      return `holds ${atLeast === 1 ? 'a' : `at least ${atLeast}`} ${what}${due}`
    }
    const what = [status, productClass, product].filter((part) => part !== undefined).join(' ') || '产品'
    const due = days === undefined ? '' : ` ${days} 天内到期的`
    return `持有${due} ${what}${atLeast === 1 ? '' : ` 至少 ${atLeast} 笔`}`
  },
})
