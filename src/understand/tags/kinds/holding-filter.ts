import { z } from 'zod'
import { plainText } from '../../rules/index.ts'
import { productClass } from './balance-filter.ts'
import { dateLiteral } from './calendar.ts'
import { oneOf } from './one-of.ts'
import type { RefreshDay } from './tag-kind.ts'

/** Which of the customer's holdings count. Only those open on the as-of day do. */
export const holdingFilter = {
  classes: z.array(productClass).min(1).optional(),
  products: z.array(plainText(64).min(1)).min(1).optional(),
  statuses: z.array(plainText(64).min(1)).min(1).optional(),
}
interface HoldingFilter {
  readonly classes?: readonly string[] | undefined
  readonly products?: readonly string[] | undefined
  readonly statuses?: readonly string[] | undefined
}

export function holdingCondition(filter: HoldingFilter, day: RefreshDay): string {
  const at = dateLiteral(day.asOf)
  return [
    `opened <= ${at}`,
    `(isNull(closed) OR closed > ${at})`,
    ...oneOf('class', filter.classes),
    ...oneOf('product', filter.products),
    ...oneOf('status', filter.statuses),
  ].join(' AND ')
}
