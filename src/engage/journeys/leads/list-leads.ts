import { z } from 'zod'
import { withinScopeSql } from '../../../govern/access/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import type { Context } from '../../../platform/context.ts'
import { cutPage, decodeCursor } from '../../../platform/http/route-kit.ts'
import { committedSql, readCommittedTicks } from '../../contact-gate/index.ts'
import { journeyTables } from '../store.ts'
import { instant } from '../instant.ts'
import { type LeadQuery, leadStatus, type LeadView } from './schema.ts'

const cursorShape = z.tuple([z.number().int().min(0).max(255), z.iso.date(), z.guid()])

const row = z.object({
  id: z.string(),
  journey: z.number(),
  node: z.string(),
  customer: z.number(),
  customerNumber: z.string(),
  title: z.string(),
  due: z.string(),
  priority: z.number(),
  branch: z.string(),
  manager: z.string(),
  status: leadStatus,
  at: instant,
  updated: instant,
})

/** What journeys gave managers to do for customers in the data scope of who asks: the most urgent first, then what is due first. */
export async function listLeads(
  ctx: Context,
  query: LeadQuery,
): Promise<{ items: LeadView[]; next: string | null }> {
  const journeys = await journeyTables(ctx.postgres).selectFrom('journey').select(['id', 'key']).execute()
  const keys = new Map(journeys.map(({ id, key }) => [id, key]))
  const after = query.cursor ? decodeCursor(query.cursor, cursorShape) : undefined
  const where = [committedSql(await readCommittedTicks(ctx))]
  const within = withinScopeSql(ctx.actor, canonical('customer'))
  if (within !== null) where.push(within)
  if (query.journey !== undefined) where.push('journey = {journey:UInt32}')
  if (query.status !== undefined) where.push('status = {status:String}')
  if (query.manager !== undefined) where.push('manager = {manager:String}')
  if (query.branch !== undefined) where.push('branch = {branch:String}')
  if (after) where.push('(255 - priority, due, lead) > ({rank:UInt8}, {due:Date32}, {lead:UUID})')
  const rows = await ctx.clickhouse.query(
    `
    WITH page AS (
      SELECT * FROM lead FINAL WHERE ${where.join(' AND ')} ORDER BY priority DESC, due, lead LIMIT {limit:UInt32}
    )
    SELECT lead AS id, journey, node, page.customer AS customer, known.number AS customerNumber, title, due, priority,
           page.branch AS branch, page.manager AS manager, page.status AS status, at, page.updated AS updated
    FROM page
    LEFT JOIN (
      SELECT customer, number FROM customer FINAL WHERE customer IN (SELECT customer FROM page)
    ) AS known USING customer
    ORDER BY priority DESC, due, id`,
    {
      journey: journeys.find(({ key }) => key === query.journey)?.id ?? 0,
      status: query.status ?? '',
      manager: query.manager ?? '',
      branch: query.branch ?? '',
      rank: after?.[0] ?? 0,
      due: after?.[1] ?? '1970-01-01',
      lead: after?.[2] ?? '00000000-0000-0000-0000-000000000000',
      limit: query.limit + 1,
    },
    row,
  )
  const { items, next } = cutPage(rows, query.limit, (last) => [255 - last.priority, last.due, last.id])
  return {
    items: items.map((item) => ({ ...item, journey: keys.get(item.journey) ?? '' })),
    next,
  }
}
