import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { businessDay } from '../rules/index.ts'
import { maskAccount, maskProperties } from './mask.ts'
import { findPerson } from './person.ts'
import { holdingRows, mostHoldings } from './queries/holdings.ts'

export const holdingView = z.object({
  account: z.string().describe('Masked'),
  product: z.string(),
  name: z.object({ 'zh-CN': z.string(), en: z.string() }),
  risk: z.string().describe('R1 … R5 of the product'),
  class: z.string(),
  state: z.enum(['open', 'matured', 'closed']),
  status: z.string().describe('As the bank says it'),
  opened: z.string(),
  matures: z.string().nullable(),
  closed: z.string().nullable(),
  daysLeft: z.number().int().nullable().describe('Until it matures'),
  amount: z.string().describe('Principal or limit'),
  balance: z.string().nullable().describe('Today; null where the bank keeps none'),
  attributes: z.record(z.string(), z.string()),
})
export const holdingsView = z.object({
  day: z.iso.date(),
  items: z.array(holdingView),
  more: z.boolean().describe(`Has more than ${mostHoldings}: the others are left out`),
})

/** What a customer holds and held, on the business day of now. */
export async function readHoldings(ctx: Context, reference: string): Promise<z.output<typeof holdingsView>> {
  const { members } = await findPerson(ctx, reference)
  const day = businessDay(ctx.clock.now(), ctx.config.timezone)
  const rows = await holdingRows(ctx.clickhouse, { members, day })
  return {
    day,
    more: rows.length > mostHoldings,
    items: rows.slice(0, mostHoldings).map((row) => ({
      account: maskAccount(row.holding),
      product: row.product,
      name: { 'zh-CN': row.name || row.product, en: row.nameEn || row.name || row.product },
      risk: row.productRisk,
      class: row.class,
      state: row.state,
      status: row.status,
      opened: row.openedOn,
      matures: row.maturesOn,
      closed: row.closedOn,
      daysLeft: row.daysLeft,
      amount: row.principal,
      balance: row.balance,
      attributes: maskProperties(row.attributes),
    })),
  }
}
