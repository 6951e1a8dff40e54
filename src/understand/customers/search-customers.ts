import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { cutPage, decodeCursor, pageQuery } from '../../platform/http/route-kit.ts'
import { businessDay, definitionKey, plainText } from '../rules/index.ts'
import { loadCatalogueTags } from '../tags/index.ts'
import { aumClasses } from './aum.ts'
import { interpretNumber, interpretQuery } from './interpret-query.ts'
import { maskName } from './mask.ts'
import { branchesBelow } from './organisations.ts'
import {
  candidateRow,
  candidatesSql,
  countRow,
  foundRow,
  foundSql,
  manyNumbersSql,
  passesOf,
  type SearchTerms,
} from './queries/search-customers.ts'

const filters = {
  branch: plainText(64).min(1).optional().describe('Code of an organisation, with everything below it'),
  manager: plainText(64).min(1).optional().describe('Code of a manager'),
  risk: plainText(16).min(1).optional().describe('C1 … C5'),
  tag: definitionKey.optional().describe('Key of a tag whose value must be `tagValue`, such as the tier'),
  tagValue: plainText(200).optional(),
}

/** In an address: customer numbers only. Addresses end up in logs and histories, where personal data must not. */
export const customerListQuery = pageQuery.extend({
  query: plainText(64)
    .regex(/^[\w~.-]*$/, 'is for customer numbers: search names and phones by POST /api/customers/searches')
    .optional()
    .describe('A customer number or its beginning'),
  ...filters,
})

export const customerSearch = z.strictObject({
  ...pageQuery.shape,
  query: plainText(100)
    .default('')
    .describe(
      'A customer number or its beginning, a whole phone number or email address, or a part of a name',
    ),
  ...filters,
})

export const foundCustomer = z.object({
  customer: z.number().int(),
  number: z.string(),
  name: z.string().describe('Masked'),
  gender: z.string(),
  age: z.number().int().nullable(),
  city: z.string(),
  branch: z.string(),
  manager: z.string(),
  risk: z.string(),
  aum: z.string().describe('Today'),
})
type FoundCustomer = z.output<typeof foundCustomer>
type CustomerPage = { items: FoundCustomer[]; next: string | null }

const cursorShape = z.tuple([z.number().int().min(0).max(9), z.number().int().min(0).max(4_294_967_295)])
/** A search that reads names of the whole bank; beyond this it is stopped rather than waited for. */
const settings = { max_execution_time: 10 }

/**
 * Known customers that fit a query and filters, masked.
 * @throws AppError invalid_request when a tag is unknown, unavailable when the search takes too long
 */
export async function searchCustomers(
  ctx: Context,
  input: z.input<typeof customerSearch>,
): Promise<CustomerPage> {
  const { query, ...search } = customerSearch.parse(input)
  return findCustomers(ctx, query.trim() === '' ? {} : interpretQuery(ctx.config, query), search)
}

/** The same for a query in an address: customer numbers only. */
export function listCustomers(
  ctx: Context,
  { query, ...search }: z.output<typeof customerListQuery>,
): Promise<CustomerPage> {
  return findCustomers(ctx, query ? interpretNumber(query) : {}, search)
}

async function findCustomers(
  ctx: Context,
  who: SearchTerms['who'],
  search: Omit<z.output<typeof customerSearch>, 'query'>,
): Promise<CustomerPage> {
  const [branches, tag] = await Promise.all([
    search.branch === undefined ? undefined : branchesBelow(ctx, search.branch),
    search.tag === undefined ? undefined : tagColumn(ctx, search.tag, search.tagValue ?? ''),
  ])
  const terms: SearchTerms = {
    who,
    branches,
    scope: ctx.actor.organisations,
    tag,
    manager: search.manager,
    risk: search.risk,
  }
  const after = search.cursor === undefined ? ([0, 0] as const) : decodeCursor(search.cursor, cursorShape)
  const found = await readCandidates(ctx, terms, after, search.limit + 1)
  const { items: page, next } = cutPage(found, search.limit, (last) => last)
  return {
    items: await readFound(
      ctx,
      terms,
      page.map(([, candidate]) => candidate),
    ),
    next,
  }
}

/** [which pass found it, number], the best kind of match first. */
async function readCandidates(
  { clickhouse }: Context,
  terms: SearchTerms,
  [firstPass, after]: readonly [number, number],
  limit: number,
): Promise<[number, number][]> {
  const { number } = terms.who
  const [counted] = number === undefined ? [] : await clickhouse.query(manyNumbersSql(number), {}, countRow)
  const found: [number, number][] = []
  for (const [position, pass] of passesOf(terms.who, counted?.many ?? false).entries()) {
    if (position < firstPass || found.length >= limit) continue
    const from = position === firstPass ? after : 0
    const sql = candidatesSql(terms, pass, from, limit - found.length)
    const rows = await clickhouse.query(sql, {}, candidateRow, { settings })
    // A customer may be found by number and by name; the better match has shown it.
    const seen = new Set(found.map(([, candidate]) => candidate))
    for (const { candidate } of rows) if (!seen.has(candidate)) found.push([position, candidate])
  }
  return found
}

async function readFound(
  ctx: Context,
  terms: SearchTerms,
  page: readonly number[],
): Promise<FoundCustomer[]> {
  if (page.length === 0) return []
  const day = businessDay(ctx.clock.now(), ctx.config.timezone)
  const rows = await ctx.clickhouse.query(foundSql(terms, page), { day, classes: [...aumClasses] }, foundRow)
  const byNumber = new Map(rows.map((row) => [row.customer, row]))
  return page.flatMap((customer) => {
    const row = byNumber.get(customer)
    return row ? [{ ...row, name: maskName(row.name) }] : []
  })
}

async function tagColumn(ctx: Context, key: string, value: string): Promise<SearchTerms['tag']> {
  const tag = (await loadCatalogueTags(ctx)).get(key)
  if (!tag?.table) {
    throw new AppError('invalid_request', `There is no computed tag "${key}"`, {
      details: [{ path: '/tag', message: 'is no computed tag' }],
    })
  }
  return { table: tag.table, column: key, value }
}
