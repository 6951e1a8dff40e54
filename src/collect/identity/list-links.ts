import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { cutPage, decodeCursor } from '../../platform/http/route-kit.ts'
import { identityLink, identityLinkColumns, type IdentityLink } from './identity-link.ts'
import { conflictViews, type ListedLink, mergeViews } from './link-views.ts'
import { findMergesInto, findMergesOf } from './queries/find-merges.ts'
import { findLink } from './queries/find-links.ts'
import type { ConflictQuery, ConflictView, MergeQuery, MergeView } from './schema.ts'

interface Page<Item> {
  readonly items: Item[]
  readonly next: string | null
}

const cursor = z.tuple([z.number(), z.string().regex(/^\d{1,20}$/)])

/** The log of merges: who became one, when, by what evidence; also those taken apart later. Newest first. */
export async function listMerges(ctx: Context, query: MergeQuery): Promise<Page<MergeView>> {
  const states = query.state ? [query.state] : ['merged', 'separated']
  const { links, next } = await readLinks(ctx, query, {
    where: [
      'outcome IN {outcomes:Array(String)} AND customer != into',
      ...(query.rule ? ['rule = {rule:String}'] : []),
    ],
    parameters: { outcomes: states, rule: query.rule },
  })
  return { items: await mergeViews(ctx, links), next }
}

/** Evidence that was refused: two customers that may not be one by themselves. Newest first. */
export async function listConflicts(ctx: Context, query: ConflictQuery): Promise<Page<ConflictView>> {
  const { links, next } = await readLinks(ctx, query, {
    where: ["outcome = 'refused'", ...(query.refusal ? ['refusal = {refusal:String}'] : [])],
    parameters: { refusal: query.refusal },
  })
  return { items: await conflictViews(ctx, links), next }
}

/** A link by its id. */
export async function readMergeLink(ctx: Context, id: string): Promise<IdentityLink | undefined> {
  return findLink(ctx.clickhouse, id)
}

/** @throws AppError not_found */
export async function readMerge(ctx: Context, id: string): Promise<MergeView> {
  const link = await readMergeLink(ctx, id)
  const [view] = link ? await mergeViews(ctx, [{ ...link, id }]) : []
  if (!view) throw new AppError('not_found', `There is no merge ${id}`)
  return view
}

/** @throws AppError not_found */
export async function readConflict(ctx: Context, id: string): Promise<ConflictView> {
  const link = await readMergeLink(ctx, id)
  const [view] = link?.outcome === 'refused' ? await conflictViews(ctx, [{ ...link, id }]) : []
  if (!view) throw new AppError('not_found', `There is no conflict ${id}`)
  return view
}

/** One page; newest first by (at, link). Reads the narrow columns of all links, the wide ones of the page. */
async function readLinks(
  ctx: Context,
  query: {
    cursor?: string | undefined
    limit: number
    customer?: number | undefined
    customerNumber?: string | undefined
  },
  select: { where: readonly string[]; parameters: Readonly<Record<string, unknown>> },
): Promise<{ links: ListedLink[]; next: string | null }> {
  const where = [...select.where]
  const numbers = await numbersOf(ctx, query)
  if (numbers) where.push('(number IN {numbers:Array(UInt32)} OR to_number IN {numbers:Array(UInt32)})')
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, cursor)
  if (after) where.push('(at, link) < (fromUnixTimestamp64Milli({afterAt:Int64}), {afterLink:UInt64})')
  const rows = await ctx.clickhouse.query(
    `SELECT ${identityLinkColumns}, toString(link) AS id
     FROM (
       SELECT *, link FROM identity_link FINAL
       WHERE ${where.join(' AND ')}
       ORDER BY at DESC, link DESC
       LIMIT {limit:UInt32}
     )
     ORDER BY at DESC, link DESC`,
    { ...select.parameters, numbers, afterAt: after?.[0], afterLink: after?.[1], limit: query.limit + 1 },
    identityLink.extend({ id: z.string() }),
  )
  const { items: links, next } = cutPage(rows, query.limit, (last) => [last.at, last.id])
  return { links, next }
}

/** Every number of the customer that a query asks about; undefined when it asks about all. */
async function numbersOf(
  ctx: Context,
  query: { customer?: number | undefined; customerNumber?: string | undefined },
): Promise<number[] | undefined> {
  const { customer, customerNumber } = query
  if (customer === undefined && customerNumber === undefined) return undefined
  const known = customerNumber === undefined ? [] : await numberedBy(ctx, customerNumber)
  const asked = [...known, ...(customer === undefined ? [] : [customer])]
  const merges = await findMergesOf(ctx.clickhouse, asked)
  const roots = asked.map((number) => merges.find((merge) => merge.customer === number)?.into ?? number)
  const members = await findMergesInto(ctx.clickhouse, roots)
  return [...new Set([...roots, ...members.map((member) => member.customer)])]
}

async function numberedBy(ctx: Context, customerNumber: string): Promise<number[]> {
  const rows = await ctx.clickhouse.query(
    `SELECT DISTINCT customer FROM identifier WHERE namespace = 'customer_number' AND value = {customerNumber:String}`,
    { customerNumber },
    z.object({ customer: z.number() }),
  )
  return rows.map((row) => row.customer)
}
