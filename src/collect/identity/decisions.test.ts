import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import type { ClickHouse } from '../../platform/clickhouse/clickhouse.ts'
import type { Context } from '../../platform/context.ts'
import {
  findCustomerLink,
  mergeCustomers,
  resolveIdentifiers,
  separateCustomers,
  withIdentityLock,
} from './index.ts'

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
})
afterAll(() => t.close())

/** The same process, dying right before its write number `last` to ClickHouse. */
function dyingBefore(last: number): Context {
  let writes = 0
  const mortal = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    writes += 1
    if (writes >= last) throw new Error('killed')
    return work()
  }
  const { clickhouse } = t.ctx
  const dying: ClickHouse = {
    ...clickhouse,
    insert: (...parameters) => mortal(() => clickhouse.insert(...parameters)),
    command: (...parameters) => mortal(() => clickhouse.command(...parameters)),
  }
  return { ...t.ctx, clickhouse: dying }
}

async function customer(value: string): Promise<number> {
  const request = {
    identifiers: [{ namespace: 'customer_number' as const, value }],
    link: false,
    reason: '',
    evidence: '',
  }
  return (await resolveIdentifiers(t.ctx, [request])).customers[0] ?? 0
}
async function goesBy(number: number): Promise<number> {
  const [row] = await t.ctx.clickhouse.query(
    "SELECT dictGetOrDefault('customer_canonical', 'into', {number:UInt64}, {number:UInt32}) AS into",
    { number },
    z.object({ into: z.number() }),
  )
  return row?.into ?? 0
}
const nothing = async (): Promise<void> => {}
const merge = (ctx: Context, a: number, b: number) =>
  mergeCustomers(ctx, { customers: [a, b], evidence: 'test' }, nothing)
const separate = (ctx: Context, a: number, b: number) =>
  separateCustomers(
    ctx,
    () => findCustomerLink(t.ctx, a, b),
    { apart: true, note: '', evidence: 'test' },
    nothing,
  )

describe('a decision about identity', () => {
  // Links, merges, the dictionary: three writes.
  it.each([1, 2, 3])(
    'is completed by whoever comes next when its process dies before write %i',
    async (write) => {
      const [a, b] = [await customer(`a${write}`), await customer(`b${write}`)]
      await expect(merge(dyingBefore(write), a, b)).rejects.toThrow('killed')
      await withIdentityLock(t.ctx, nothing)
      expect(await goesBy(b)).toBe(a)
      expect(await merge(t.ctx, a, b)).toBeNull()

      await expect(separate(dyingBefore(write), a, b)).rejects.toThrow('killed')
      await withIdentityLock(t.ctx, nothing)
      expect([await goesBy(a), await goesBy(b)]).toEqual([a, b])
      await expect(separate(t.ctx, a, b)).rejects.toMatchObject({ code: 'conflict' })
    },
  )

  it('is not made when what belongs to it cannot be written', async () => {
    const [a, b] = [await customer('a'), await customer('b')]
    const refused = mergeCustomers(t.ctx, { customers: [a, b], evidence: 'test' }, async () => {
      throw new Error('decided already')
    })
    await expect(refused).rejects.toThrow('decided already')
    await withIdentityLock(t.ctx, nothing)
    expect([await goesBy(a), await goesBy(b)]).toEqual([a, b])
  })

  it('is made once when two stewards make it at the same moment', async () => {
    const [a, b] = [await customer('one'), await customer('other')]
    const merges = await Promise.all([merge(t.ctx, a, b), merge(t.ctx, a, b)])
    expect(merges.filter((made) => made !== null)).toHaveLength(1)
    const separations = await Promise.allSettled([separate(t.ctx, a, b), separate(t.ctx, a, b)])
    expect(separations.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect([await goesBy(a), await goesBy(b)]).toEqual([a, b])
  })
})
