import { z } from 'zod'
import { balanceClasses, ofClasses, openAt, productClass } from './balance-filter.ts'
import { dateLiteral } from './calendar.ts'
import { numberColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

/** Share of the closing total of `classes` that lies in `of`; missing when the total is 0 or less. */
export const balanceShare = defineTagKind({
  source: 'balance',
  schema: z.strictObject({
    kind: z.literal('balance_share'),
    of: z.array(productClass).min(1),
    classes: balanceClasses,
  }),
  column: () => numberColumn,
  select: (definition, day) => {
    const open = openAt(dateLiteral(day.asOf))
    const part = `sumIf(amount, ${ofClasses(definition.of)} AND ${ofClasses(definition.classes)} AND ${open})`
    const whole = `sumIf(amount, ${ofClasses(definition.classes)} AND ${open})`
    return `if(${whole} > 0, toFloat64(${part}) / toFloat64(${whole}), NULL)`
  },
  reach: (_definition, day) => ({ since: day.asOf }),
})
