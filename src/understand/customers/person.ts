import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { isWithinScope } from '../../govern/access/index.ts'
import { plainText } from '../rules/index.ts'
import { findPersonById, findPersonByNumber, isPerson } from './queries/find-person.ts'

/**
 * How a path names a customer: the bank's own customer number, or `~` and Banyan's number for somebody who has none
 * (`~42`: a visitor, a number that was merged into another one).
 */
export const personReference = z.object({
  number: plainText(64).min(1).describe('The bank’s customer number, or ~ and the number that events carry'),
})

/** One customer as tables hold it. */
export interface Person {
  /** The number to read the customer by. */
  readonly customer: number
  /** That number and those that were merged into it: what stands in the `customer` columns. */
  readonly members: number[]
}

const byId = /^~(\d{1,10})$/
const largest = 4_294_967_295

/**
 * Who a path means, after merges. Everything about one person asks here first, so that nobody is shown to those in whose
 * data scope they are not.
 * @throws AppError not_found
 */
export async function findPerson(
  { clickhouse, actor }: Pick<Context, 'clickhouse' | 'actor'>,
  reference: string,
): Promise<Person> {
  const id = byId.exec(reference)?.[1]
  const [found] =
    id === undefined
      ? await findPersonByNumber(clickhouse, { number: reference })
      : await findPersonById(clickhouse, { customer: Math.min(Number(id), largest) })
  const customer = found?.person ?? 0
  if (
    customer === 0 ||
    (id !== undefined && !(await isKnown(clickhouse, customer))) ||
    !(await isWithinScope({ clickhouse, actor }, customer))
  ) {
    throw new AppError('not_found', 'There is no customer of this number')
  }
  return { customer, members: [...new Set([customer, ...(found?.merged ?? [])])] }
}

async function isKnown(clickhouse: Context['clickhouse'], customer: number): Promise<boolean> {
  const [found] = await isPerson(clickhouse, { customer })
  return found?.known ?? false
}
