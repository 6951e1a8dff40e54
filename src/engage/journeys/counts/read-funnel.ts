import { z } from 'zod'
import { withinScopeSql } from '../../../govern/access/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import type { Context } from '../../../platform/context.ts'
import { findJourney } from './find-journey.ts'
import type { funnelStep, journeyFunnel } from './schema.ts'

const row = z.object({
  entered: z.coerce.number(),
  treated: z.coerce.number(),
  queued: z.coerce.number(),
  sent: z.coerce.number(),
  delivered: z.coerce.number(),
  opened: z.coerce.number(),
  clicked: z.coerce.number(),
  converted: z.coerce.number(),
  asOf: z.string().nullable(),
})
const steps = ['entered', 'treated', 'queued', 'sent', 'delivered', 'opened', 'clicked', 'converted'] as const

/**
 * How many different customers of the data scope got how far, each step among those who entered. Bitmaps, so that
 * nobody is joined.
 * @throws AppError not_found
 */
export async function readFunnel(ctx: Context, key: string): Promise<z.infer<typeof journeyFunnel>> {
  const journey = await findJourney(ctx, key)
  const person = canonical('customer')
  const within = withinScopeSql(ctx.actor, person)
  const mine = `journey = {journey:UInt32}${within === null ? '' : ` AND ${within}`}`
  const received = (status: string): string => `
    (SELECT groupBitmap(${person}) FROM touch_receipt
     WHERE ${mine} AND status = '${status}' AND at <= {now:DateTime64(3)})`
  const [found] = await ctx.clickhouse.query(
    `
    SELECT entered, treated,
           (SELECT groupBitmap(${person}) FROM touch
            WHERE ${mine} AND tick <= {committed:UInt32} AND outcome = 'queued') AS queued,
           ${received('sent')} AS sent, ${received('delivered')} AS delivered,
           ${received('opened')} AS opened, ${received('clicked')} AS clicked, converted,
           if(entered = 0, NULL, toString(last)) AS asOf
    FROM (
      SELECT groupBitmapIf(${person}, origin = '') AS entered,
             bitmapCardinality(bitmapAndnot(groupBitmapStateIf(${person}, origin = ''),
                                            groupBitmapStateIf(${person}, node = '$holdout'))) AS treated,
             groupBitmapIf(${person}, node = '$goal') AS converted, max(at) AS last
      FROM journey_step WHERE ${mine} AND tick <= {committed:UInt32}
        AND (origin = '' OR node IN ('$holdout', '$goal'))
    )`,
    { journey: journey.id, committed: journey.committed_tick, now: ctx.clock.now() },
    row,
    { pool: 'long' },
  )
  const entered = found?.entered ?? 0
  return {
    steps: steps.map((step): z.infer<typeof funnelStep> => {
      const customers = found?.[step] ?? 0
      return { step, customers, share: entered === 0 ? 0 : customers / entered }
    }),
    asOf: found?.asOf ? `${found.asOf.replace(' ', 'T')}Z` : null,
  }
}
