import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { withIdentityLock } from '../identity/index.ts'
import { membersOf, mergedBy, standingOf, strengthOf, writeMerges } from './queries/merges.ts'
import type { Merge } from './schema.ts'

const reload = (ctx: Context): Promise<void> =>
  ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')

/** What a number belongs to now. */
async function belongsTo(ctx: Context, customer: number): Promise<number> {
  const [row] = await standingOf(ctx.clickhouse, { customers: [customer] })
  return row?.into ?? customer
}

/** Whether two numbers are already one customer. */
export async function areOne(ctx: Context, a: number, b: number): Promise<boolean> {
  return (await belongsTo(ctx, a)) === (await belongsTo(ctx, b))
}

/**
 * Make two customers one on a person's word: the only way in which two customer numbers ever merge. Nothing is
 * rewritten; events, balances and identifiers keep their own number and are read through canonical(). Doing it again
 * with the same evidence after a crash gives the same answer.
 * @returns what was merged; null when they had become one customer in another way
 */
export async function mergeCustomers(
  ctx: Context,
  input: { customers: readonly [number, number]; keep?: number | undefined; evidence: string },
): Promise<Merge | null> {
  return withIdentityLock(ctx, async () => {
    const [a, b] = [await belongsTo(ctx, input.customers[0]), await belongsTo(ctx, input.customers[1])]
    if (a === b) return recover(ctx, input)
    if (input.keep !== undefined && !input.customers.includes(input.keep)) {
      throw new AppError('invalid_request', 'Only one of the two customers can be kept', {
        details: [{ path: '/keep', message: `is not one of ${input.customers.join(' and ')}` }],
      })
    }
    const kept = input.keep === undefined ? await betterKnown(ctx, a, b) : await belongsTo(ctx, input.keep)
    const merge = { customer: kept === a ? b : a, into: kept }
    const members = await membersOf(ctx.clickhouse, { into: merge.customer })
    const moved = members.map((member) => member.customer)
    await writeMerges(ctx.clickhouse, {
      numbers: [merge.customer, ...moved],
      into: merge.into,
      now: ctx.clock.now(),
      reason: 'steward',
      evidence: input.evidence,
    })
    await reload(ctx)
    return { ...merge, moved }
  })
}

/** A merge that was written before, by the same evidence: who of the two gave up their number, and who moved along. */
async function recover(
  ctx: Context,
  input: { customers: readonly [number, number]; evidence: string },
): Promise<Merge | null> {
  const rows = await mergedBy(ctx.clickhouse, { evidence: input.evidence })
  const gone = rows.find((row) => input.customers.includes(row.customer))
  if (gone === undefined) return null
  await reload(ctx)
  const moved = rows.map((row) => row.customer).filter((customer) => customer !== gone.customer)
  return { ...gone, moved }
}

async function betterKnown(ctx: Context, a: number, b: number): Promise<number> {
  const known = async (customer: number): Promise<number> => {
    const members = await membersOf(ctx.clickhouse, { into: customer })
    return strengthOf(ctx.clickhouse, [customer, ...members.map((member) => member.customer)])
  }
  const [strengthA, strengthB] = [await known(a), await known(b)]
  if (strengthA !== strengthB) return strengthA < strengthB ? a : b
  return Math.min(a, b)
}

/**
 * Take a merged customer out again, with the numbers that had moved along, as far as they still stand where it stands.
 * Both sides read as before, events included, because every event kept the number it came with.
 * @throws AppError conflict when the customer is not merged into another
 */
export async function separateCustomer(
  ctx: Context,
  input: { customer: number; moved: readonly number[]; evidence: string },
): Promise<void> {
  await withIdentityLock(ctx, async () => {
    const into = await belongsTo(ctx, input.customer)
    if (into === input.customer) {
      throw new AppError('conflict', `Customer ${input.customer} is not merged into another`)
    }
    const standing = await membersOf(ctx.clickhouse, { into })
    const together = new Set(standing.map((member) => member.customer))
    await writeMerges(ctx.clickhouse, {
      numbers: [input.customer, ...input.moved.filter((customer) => together.has(customer))],
      into: input.customer,
      now: ctx.clock.now(),
      reason: 'unmerge',
      evidence: input.evidence,
    })
    await reload(ctx)
  })
}
