import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { businessDay } from '../rules/index.ts'
import { aumClasses } from './aum.ts'
import { countCustomers } from './queries/count-customers.ts'
import { totalAum } from './queries/total-aum.ts'

export const customerSummary = z.object({
  /** Customers in the master data, merged ones once. */
  known: z.number().int(),
  /** Visitors that no customer is known for yet. */
  anonymous: z.number().int(),
  /** Closing AUM of the day as decimal text, in the bank's currency. */
  aum: z.string(),
  day: z.iso.date(),
})

/**
 * How many customers of the data scope there are and what they entrust to the bank today. Visitors belong to no
 * organisation: within a data scope there are none.
 */
export async function summariseCustomers(ctx: Context): Promise<z.output<typeof customerSummary>> {
  const day = businessDay(ctx.clock.now(), ctx.config.timezone)
  const [[counts], [total]] = await Promise.all([
    countCustomers(ctx),
    totalAum(ctx, { day, classes: [...aumClasses] }),
  ])
  return { known: counts?.known ?? 0, anonymous: counts?.anonymous ?? 0, aum: total?.aum ?? '0', day }
}
