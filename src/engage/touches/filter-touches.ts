import { z } from 'zod'
import { withinScopeSql } from '../../govern/access/index.ts'
import { canonical } from '../../platform/clickhouse/canonical.ts'
import type { Context } from '../../platform/context.ts'
import { committedSql, readCommittedTicks } from '../contact-gate/index.ts'
import type { TouchFilter } from './schema.ts'

/** `journey` of a filter that no journey has. */
export interface FilteredTouches {
  readonly where: string
  readonly parameters: Readonly<Record<string, unknown>>
  /** Keys of journeys by number. */
  readonly keys: ReadonlyMap<number, string>
}

const optionalInstant = (name: string): string => `{${name}:DateTime64(3)}`

/**
 * A filter as SQL over `touch` of customers in the data scope of who asks; undefined when nothing can match. What did not happen yet, or in ticks that were not
 * committed, is never there.
 * @param members of one customer only, whichever of its numbers they were made to
 */
export async function filterTouches(
  ctx: Context,
  filter: TouchFilter,
  members?: readonly number[],
): Promise<FilteredTouches | undefined> {
  const journeys = await ctx.postgres
    .withTables<{ journey: { id: number; key: string } }>()
    .selectFrom('journey')
    .select(['id', 'key'])
    .execute()
  const journey = journeys.find(({ key }) => key === filter.journey)
  if (filter.journey !== undefined && !journey) return undefined
  const where = [committedSql(await readCommittedTicks(ctx)), 'at <= {now:DateTime64(3)}']
  if (filter.customerNumber !== undefined) where.push(`customer IN (${numbersOf('{number:String}')})`)
  const within = withinScopeSql(ctx.actor, canonical('customer'))
  if (within !== null) where.push(within)
  if (members) where.push('customer IN {members:Array(UInt32)}')
  if (journey) where.push('journey = {journey:UInt32}')
  if (filter.channel) where.push('channel = {channel:String}')
  if (filter.category) where.push('category = {category:String}')
  if (filter.outcome) where.push('outcome = {outcome:String}')
  if (filter.reason) where.push('reason = {reason:String}')
  if (filter.from !== undefined) where.push(`at >= ${optionalInstant('from')}`)
  if (filter.to !== undefined) where.push(`at < ${optionalInstant('to')}`)
  return {
    where: where.join(' AND '),
    parameters: {
      now: ctx.clock.now(),
      number: filter.customerNumber ?? '',
      members: members ?? [],
      journey: journey?.id ?? 0,
      channel: filter.channel ?? '',
      category: filter.category ?? '',
      outcome: filter.outcome ?? '',
      reason: filter.reason ?? '',
      from: new Date(filter.from ?? 0),
      to: new Date(filter.to ?? 0),
    },
    keys: new Map(journeys.map(({ id, key }) => [id, key])),
  }
}

/** Every number that stands for the customer with this bank number: its own and those merged into it. */
function numbersOf(number: string): string {
  const whole = `
    SELECT ${canonical('customer')} AS person FROM identifier FINAL
    WHERE namespace = 'customer_number' AND value = ${number}`
  return `
    SELECT arrayJoin(arrayConcat([person], (
      SELECT groupArray(customer) FROM customer_merge FINAL WHERE into IN (${whole})))) FROM (${whole})`
}

/** Instants as ClickHouse prints them; 1970 is none. */
export const instant = z.string().transform((text) => `${text.replace(' ', 'T')}Z`)
export const untilInstant = instant.transform((text) => (text.startsWith('1970-01-01') ? null : text))
