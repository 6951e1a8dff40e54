import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { canonical } from '../../platform/clickhouse/canonical.ts'
import type { Identifier, Namespace } from '../protocols/index.ts'
import {
  IdentityCache,
  type IdentityRequest,
  reserveCustomerNumbers,
  resolveIdentifiers,
  withIdentityLock,
} from './index.ts'
import { findLinksOf } from './queries/find-links.ts'
import { findMergesOf } from './queries/find-merges.ts'

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
})
afterAll(() => t.close())

/** What came of the links of an identifier with stronger ones. */
const links = async (identifier: Identifier): Promise<string[]> => {
  const wanted = new Map([[identifier.namespace, [identifier.value]]])
  const found = await findLinksOf(t.ctx.clickhouse, wanted)
  return found.map((row) => `${row.outcome} ${row.refusal}`.trim()).toSorted()
}

let scenario = 0
/** Identifiers of their own for every test. */
function people(): (namespace: Namespace, value: string | number) => Identifier {
  scenario += 1
  const prefix = `s${scenario}-`
  return (namespace, value) => ({ namespace, value: prefix + value })
}
const track = (...identifiers: Identifier[]): IdentityRequest => ({
  identifiers,
  link: false,
  reason: '',
  evidence: '',
})
const link = (...identifiers: Identifier[]): IdentityRequest => ({
  identifiers,
  link: true,
  reason: '$identify',
  evidence: '1:message',
})
const resolve = (...requests: IdentityRequest[]) => resolveIdentifiers(t.ctx, requests)
/** The number an identifier was first given. */
const own = async (identifier: Identifier): Promise<number> => {
  const { customers } = await resolve(track(identifier))
  return customers[0] ?? 0
}
const asRead = async (numbers: readonly number[]): Promise<number[]> => {
  const merges = new Map(
    (await findMergesOf(t.ctx.clickhouse, numbers)).map((merge) => [merge.customer, merge.into]),
  )
  return numbers.map((customer) => merges.get(customer) ?? customer)
}
/** The number an identifier's customer goes by. */
const number = async (identifier: Identifier): Promise<number> => {
  const [customer] = await asRead([await own(identifier)])
  return customer ?? 0
}

describe('identity', () => {
  it('gives an identifier the same dense number every time', async () => {
    const id = people()
    const first = await resolve(track(id('device', 'a')), track(id('device', 'b')), track(id('device', 'a')))
    expect(first.customers[1]).toBe((first.customers[0] ?? 0) + 1)
    expect(first.customers[2]).toBe(first.customers[0])
    expect((await resolve(track(id('device', 'b')), track(id('device', 'a')))).customers).toEqual([
      first.customers[1],
      first.customers[0],
    ])
  })

  it('brings the anonymous history of a new user who logs in', async () => {
    const id = people()
    const anonymous = await own(id('anonymous_id', 'cookie'))
    const { customers, merges } = await resolve(link(id('user_id', 'u'), id('anonymous_id', 'cookie')))
    expect(merges).toEqual([{ customer: anonymous, into: customers[0] }])
    expect(await number(id('anonymous_id', 'cookie'))).toBe(customers[0])
  })

  it('gives a cookie that is first seen at the login of a user the number of that user', async () => {
    const id = people()
    const { customers, merges } = await resolve(link(id('user_id', 'u'), id('anonymous_id', 'cookie')))
    expect(merges).toEqual([])
    expect(await own(id('anonymous_id', 'cookie'))).toBe(customers[0])
  })

  it('keeps giving events the number of their own identifier after a merge', async () => {
    const id = people()
    const anonymous = await own(id('anonymous_id', 'cookie'))
    const known = await own(id('user_id', 'u'))
    await resolve(link(id('user_id', 'u'), id('anonymous_id', 'cookie')))
    expect(await own(id('anonymous_id', 'cookie'))).toBe(anonymous)
    expect(await number(id('anonymous_id', 'cookie'))).toBe(known)
  })

  it('keeps merges flat when the clock was set back between two of them', async () => {
    const id = people()
    const cookie = await number(id('anonymous_id', 'cookie'))
    await number(id('device', 'd'))
    await resolve(link(id('device', 'd'), id('anonymous_id', 'cookie')))
    t.clock.advance(-3_600_000)
    const known = await number(id('user_id', 'u'))
    await resolve(link(id('user_id', 'u'), id('device', 'd')))
    t.clock.advance(3_600_000)
    expect(await number(id('anonymous_id', 'cookie'))).toBe(known)
    await t.ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
    const [row] = await t.ctx.clickhouse.query(
      `SELECT ${canonical(`toUInt32(${cookie})`)} AS customer`,
      {},
      z.object({ customer: z.number() }),
    )
    expect(row?.customer).toBe(known)
  })

  it('merges anonymous history into the known customer and shows it through canonical()', async () => {
    const id = people()
    const known = await number(id('user_id', 'u'))
    const anonymous = await number(id('anonymous_id', 'cookie'))
    const { customers, merges } = await resolve(link(id('user_id', 'u'), id('anonymous_id', 'cookie')))
    expect(customers).toEqual([known])
    expect(merges).toEqual([{ customer: anonymous, into: known }])
    await t.ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
    const [row] = await t.ctx.clickhouse.query(
      `SELECT ${canonical(`toUInt32(${anonymous})`)} AS customer`,
      {},
      z.object({ customer: z.number() }),
    )
    expect(row?.customer).toBe(known)
  })

  it('keeps merges flat when the known customer is itself merged later', async () => {
    const id = people()
    const anonymous = await number(id('anonymous_id', 'cookie'))
    const device = await number(id('device', 'd'))
    const bank = await number(id('customer_number', '42'))
    await resolve(link(id('device', 'd'), id('anonymous_id', 'cookie')))
    await resolve(link(id('customer_number', '42'), id('device', 'd')))
    const rows = await t.ctx.clickhouse.query(
      'SELECT customer, into FROM customer_merge FINAL WHERE customer IN {customers:Array(UInt32)} ORDER BY customer',
      { customers: [anonymous, device, bank] },
      z.object({ customer: z.number(), into: z.number() }),
    )
    expect(rows).toEqual(
      [anonymous, device].toSorted((a, b) => a - b).map((customer) => ({ customer, into: bank })),
    )
    expect(await number(id('anonymous_id', 'cookie'))).toBe(bank)
  })

  it('never merges two customers who both have a user id', async () => {
    const id = people()
    const first = await resolve(link(id('user_id', 'u1'), id('anonymous_id', 'tablet')))
    const second = await resolve(link(id('user_id', 'u2'), id('anonymous_id', 'tablet')))
    expect(second.customers[0]).not.toBe(first.customers[0])
    expect(await number(id('anonymous_id', 'tablet'))).toBe(first.customers[0])
    expect(await links(id('anonymous_id', 'tablet'))).toEqual(['refused user_id'])
  })

  it('stores phone numbers only as keyed hashes', async () => {
    const id = people()
    const phone = id('phone', '13812345678')
    await number(phone)
    const [row] = await t.ctx.clickhouse.query(
      "SELECT countIf(value = {phone:String}) AS plain, countIf(match(value, '^[0-9a-f]{64}$')) AS hashed FROM identifier WHERE namespace = 'phone'",
      { phone: phone.value },
      z.object({ plain: z.coerce.number(), hashed: z.coerce.number() }),
    )
    expect(row).toEqual({ plain: 0, hashed: 1 })
  })

  it('takes identifiers with quotes, braces and any script for what they are', async () => {
    const id = people()
    const strange = [`o'hara`, '{a:String}', '客户\\', 'x\ny', `'); DROP TABLE event; --`]
    const { customers } = await resolve(...strange.map((value) => track(id('openid', value))))
    expect(new Set(customers).size).toBe(strange.length)
    expect((await resolve(...strange.map((value) => track(id('openid', value))))).customers).toEqual(
      customers,
    )
  })

  it('does not hand out a number twice when resolutions run at once', async () => {
    const id = people()
    const all = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        resolve(...Array.from({ length: 5 }, (_unused, k) => track(id('device', k + i)))),
      ),
    )
    const numbers = new Map<string, Set<number>>()
    for (const [i, { customers }] of all.entries()) {
      for (const [k, customer] of customers.entries()) {
        const key = String(i + k)
        numbers.set(key, (numbers.get(key) ?? new Set()).add(customer))
      }
    }
    expect([...numbers.values()].map((set) => set.size)).toEqual(Array(10).fill(1))
    expect(new Set([...numbers.values()].flatMap((set) => [...set])).size).toBe(10)
  })

  it('skips numbers that a crashed import wrote without moving the counter', async () => {
    const next = await withIdentityLock(t.ctx, (lock) => reserveCustomerNumbers(lock, 1))
    await t.ctx.clickhouse.insert(
      'identifier',
      ['namespace', 'value', 'customer', 'first_seen'],
      `{"namespace":"customer_number","value":"imported","customer":${next + 10},"first_seen":0}\n`,
    )
    expect(await withIdentityLock(t.ctx, (lock) => reserveCustomerNumbers(lock, 5))).toBe(next + 11)
    expect(await withIdentityLock(t.ctx, (lock) => reserveCustomerNumbers(lock, 1))).toBe(next + 16)
  })

  it('partitions identifiers as a plain union-find with the same guard does, in any grouping into blocks', async () => {
    const namespace = fc.constantFrom<Namespace>(
      'customer_number',
      'user_id',
      'unionid',
      'device',
      'anonymous_id',
    )
    const order: readonly Namespace[] = ['customer_number', 'user_id', 'unionid', 'device', 'anonymous_id']
    const identifiers = fc
      .uniqueArray(fc.record({ namespace, value: fc.integer({ min: 0, max: 3 }) }), {
        minLength: 1,
        maxLength: 3,
        selector: (identifier) => `${identifier.namespace}:${identifier.value}`,
      })
      .map((list) => list.toSorted((a, b) => order.indexOf(a.namespace) - order.indexOf(b.namespace)))
    // Here the values of a namespace are few, so that links meet; the limits of values have tests of their own.
    await t.ctx.postgres
      .withTables<{ identity_namespace: { max_per_customer: number; max_customers: number | null } }>()
      .updateTable('identity_namespace')
      .set({ max_per_customer: 100, max_customers: 100 })
      .where('max_per_customer', '>', 1)
      .execute()
    const block = fc.array(fc.record({ identifiers, link: fc.boolean() }), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(fc.array(block, { minLength: 1, maxLength: 5 }), async (blocks) => {
        const id = people()
        const cache = new IdentityCache(1000)
        const naive = new NaivePartition()
        for (const items of blocks) {
          const requests = items.map((item) => ({
            ...track(...item.identifiers.map((identifier) => id(identifier.namespace, identifier.value))),
            link: item.link,
          }))
          for (const request of requests) naive.add(request)
          const open = requests.filter((request) => cache.find(request) === undefined)
          if (open.length > 0) cache.remember(await resolveIdentifiers(t.ctx, open))
        }
        const seen = naive.seen()
        const fresh = await resolve(...seen.map((identifier) => track(identifier)))
        const cached = seen.map((identifier) => cache.find(track(identifier)))
        expect(groups(seen, await asRead(fresh.customers))).toEqual(naive.groups())
        expect(cached).toEqual(fresh.customers)
      }),
      { numRuns: 25 },
    )
  })
})

const keyOf = (identifier: Identifier): string => `${identifier.namespace}:${identifier.value}`

function groups(identifiers: readonly Identifier[], customers: readonly number[]): string[] {
  const byCustomer = Map.groupBy(identifiers, (_, i) => customers[i])
  return [...byCustomer.values()].map((group) => group.map(keyOf).toSorted().join(' ')).toSorted()
}

/** The rule, as simply as it can be said. */
class NaivePartition {
  #groups: Identifier[][] = []

  add(request: IdentityRequest): void {
    const [strongest, ...others] = request.link ? request.identifiers : request.identifiers.slice(0, 1)
    if (strongest === undefined) return
    this.#groupOf(strongest)
    for (const other of others) {
      const a = this.#groupOf(strongest)
      const b = this.#groupOf(other)
      const clash = (['customer_number', 'user_id'] as const).some(
        (namespace) => a.some((i) => i.namespace === namespace) && b.some((i) => i.namespace === namespace),
      )
      if (a === b || clash) continue
      this.#groups = this.#groups.filter((group) => group !== a && group !== b)
      this.#groups.push([...a, ...b])
    }
  }

  #groupOf(identifier: Identifier): Identifier[] {
    const found = this.#groups.find((group) => group.some((i) => keyOf(i) === keyOf(identifier)))
    if (found) return found
    const group = [identifier]
    this.#groups.push(group)
    return group
  }

  seen(): Identifier[] {
    return this.#groups.flat()
  }

  groups(): string[] {
    return this.#groups.map((group) => group.map(keyOf).toSorted().join(' ')).toSorted()
  }
}
