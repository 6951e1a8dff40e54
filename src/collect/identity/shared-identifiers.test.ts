import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import type { Identifier, Namespace } from '../protocols/index.ts'
import { IdentityCache, type IdentityRequest, resolveIdentifiers } from './index.ts'
import { findMergesOf } from './queries/find-merges.ts'

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
})
afterAll(() => t.close())

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
async function own(identifier: Identifier): Promise<number> {
  return (await resolve(track(identifier))).customers[0] ?? 0
}
/** The numbers that identifiers go by. */
async function goBy(...identifiers: Identifier[]): Promise<number[]> {
  const { customers } = await resolve(...identifiers.map((identifier) => track(identifier)))
  const merges = await findMergesOf(t.ctx.clickhouse, customers)
  const into = new Map(merges.map((merge) => [merge.customer, merge.into]))
  return customers.map((customer) => into.get(customer) ?? customer)
}
let scenario = 0
function people(): (namespace: Namespace, value: string | number) => Identifier {
  scenario += 1
  const prefix = `h${scenario}-`
  // Phones are digits; the prefix keeps scenarios apart all the same.
  return (namespace, value) => ({ namespace, value: prefix + value })
}
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

describe('an identifier that many customers share', () => {
  it('holds together as many phones as its limit allows, and lets go of all when there are more', async () => {
    const id = people()
    for (const i of range(5)) await resolve(link(id('phone', i), id('device', 'kiosk')))
    expect(new Set(await goBy(...range(5).map((i) => id('phone', i)))).size).toBe(1)
    await resolve(link(id('phone', 5), id('device', 'kiosk')))
    const phones = await goBy(...range(6).map((i) => id('phone', i)))
    expect(new Set(phones).size).toBe(6)
    const [kiosk] = await goBy(id('device', 'kiosk'))
    expect(phones).not.toContain(kiosk)
    await resolve(link(id('phone', 0), id('device', 'kiosk')), link(id('phone', 6), id('device', 'kiosk')))
    expect(new Set(await goBy(...range(7).map((i) => id('phone', i)))).size).toBe(7)
  })

  it('gives what only it identifies a number of its own, which stands for nobody', async () => {
    const id = people()
    await resolve(link(id('user_id', 'first'), id('device', 'kiosk')))
    expect(await own(id('device', 'kiosk'))).toBe(await own(id('user_id', 'first')))
    for (const i of range(6)) await resolve(link(id('user_id', i), id('device', 'kiosk')))
    const users = await goBy(id('user_id', 'first'), ...range(6).map((i) => id('user_id', i)))
    expect(new Set(users).size).toBe(7)
    expect(users).not.toContain(await own(id('device', 'kiosk')))
    const beside = await resolve(track(id('device', 'kiosk'), id('anonymous_id', 'cookie')))
    expect(beside.customers).toEqual([await own(id('anonymous_id', 'cookie'))])
    expect(beside.merges).toEqual([])
  })

  it('stays one customer’s when that customer has many identifiers', async () => {
    const id = people()
    const mine = [
      id('customer_number', 'c'),
      id('user_id', 'u'),
      ...range(3).map((i) => id('phone', i)),
      id('unionid', 'w'),
      ...range(3).map((i) => id('openid', i)),
    ]
    // Each seen alone first, so each has a number of its own.
    for (const identifier of mine) await own(identifier)
    for (const identifier of mine.slice(1)) await resolve(link(id('customer_number', 'c'), identifier))
    for (const identifier of mine) await resolve(link(identifier, id('device', 'd')))
    expect(new Set(await goBy(...mine, id('device', 'd'))).size).toBe(1)
  })

  it('does not gather more cookies than a customer may have', async () => {
    const id = people()
    await resolve(...range(100).map((i) => link(id('device', 'd'), id('anonymous_id', i))))
    expect(new Set(await goBy(...range(100).map((i) => id('anonymous_id', i)))).size).toBe(1)
    await resolve(link(id('device', 'd'), id('anonymous_id', 100)))
    expect(new Set(await goBy(...range(101).map((i) => id('anonymous_id', i)))).size).toBe(101)
  })

  it('leaves the same customers whatever order and blocks the links come in', async () => {
    const shape = fc.record({
      people: fc.integer({ min: 7, max: 12 }),
      hubs: fc.integer({ min: 1, max: 2 }),
      order: fc.infiniteStream(fc.nat(1_000_000)),
      blocks: fc.integer({ min: 1, max: 6 }),
    })
    await fc.assert(
      fc.asyncProperty(shape, async ({ people: count, hubs, order, blocks }) => {
        const id = people()
        const persons = range(count).map((i) => [
          i % 3 === 0 ? id('user_id', i) : id('phone', i),
          id('device', `own-${i}`),
          id('anonymous_id', i),
        ])
        const links = persons.flatMap(([strong, device, cookie], i) => {
          if (!strong || !device || !cookie) return []
          const through = range(hubs).flatMap((hub) => [
            link(i % 2 === 0 ? strong : device, id('anonymous_id', `hub-${hub}`)),
          ])
          return [link(strong, device), link(device, cookie), ...through]
        })
        const keys = order.take(links.length)
        const shuffled = [...keys]
          .map((key, i) => ({ key, link: links[i] }))
          .toSorted((a, b) => a.key - b.key)
          .flatMap((entry) => entry.link ?? [])
        const cache = new IdentityCache(1000)
        const size = Math.ceil(shuffled.length / blocks)
        for (let at = 0; at < shuffled.length; at += size) {
          const open = shuffled.slice(at, at + size).filter((request) => cache.find(request) === undefined)
          if (open.length > 0) cache.remember(await resolveIdentifiers(t.ctx, open))
        }
        const found = await goBy(...persons.flat())
        const truth = persons.flatMap((person, i) => person.map(() => i))
        expect(new Set(found).size).toBe(count)
        expect(new Set(found.map((number, i) => `${number} ${truth[i]}`)).size).toBe(count)
        const hubNumbers = await goBy(...range(hubs).map((hub) => id('anonymous_id', `hub-${hub}`)))
        for (const number of hubNumbers) expect(found).not.toContain(number)
      }),
      { numRuns: 15 },
    )
  })
})
