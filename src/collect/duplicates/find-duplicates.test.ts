import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { systemActor } from '../../platform/actor.ts'
import { createServer } from '../../platform/http/server.ts'
import { duplicateRoutes, findDuplicates, findDuplicatesJob, listDuplicates, undoDuplicate } from './index.ts'
import { findCustomerLink, mergeCustomers, separateCustomers } from '../identity/index.ts'
import { storeDuplicatedBank } from './testing/duplicated-bank.ts'

const bank = { single: 6000, doubled: 150 }
/** Whom each doubled customer repeats. */
const original = (customer: number): number => (customer - bank.single) * 37

let t: TestContext
let app: FastifyInstance
beforeAll(async () => {
  t = await openTestContext({ jobs: [findDuplicatesJob] })
  await storeDuplicatedBank(t.ctx, bank)
  app = await createServer(t.ctx, async () => systemActor)
  await app.register(duplicateRoutes)
})
afterAll(async () => {
  await app.close()
  await t.close()
})

const everything = async (state: 'open' | 'accepted' | 'refused' = 'open') => {
  const items = []
  let cursor: string | undefined
  do {
    const page = await listDuplicates(t.ctx, { state, limit: 100, cursor })
    items.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return items
}
const post = async (url: string, payload: object = {}) => {
  const answer = await app.inject({ method: 'POST', url, payload })
  return { status: answer.statusCode, body: answer.json() }
}
const into = async (customer: number): Promise<number> => {
  const [row] = await t.ctx.clickhouse.query(
    "SELECT dictGetOrDefault('customer_canonical', 'into', {customer:UInt64}, {customer:UInt32}) AS into",
    { customer },
    z.object({ into: z.number() }),
  )
  return row?.into ?? 0
}

describe('the search for duplicates', () => {
  it('suspects people who were opened twice, and no couples who share a phone', async () => {
    const steps: number[] = []
    const found = await findDuplicates(
      t.ctx,
      {},
      { onProgress: async (fraction) => void steps.push(fraction) },
    )
    expect(found).toMatchObject({ customers: 6150, skippedBlocks: 0 })
    expect(steps).toEqual(steps.toSorted((a, b) => a - b))
    const items = await everything()
    expect(items).toHaveLength(found.queued)
    expect(found.suspected).toBe(found.queued)
    const right = items.filter(({ customers: [a, b] }) => original(b?.customer ?? 0) === a?.customer)
    expect(right.length).toBeGreaterThanOrEqual(0.9 * bank.doubled)
    expect(right.length).toBeGreaterThanOrEqual(0.95 * items.length)
  })

  it('shows what every field says, and page by page the most probable first', async () => {
    const items = await everything()
    expect(items.map((item) => item.probability)).toEqual(
      items.map((item) => item.probability).toSorted((a, b) => b - a),
    )
    const documented = items.find(({ customers: [, b] }) => b?.customer === bank.single + 1)
    const about = new Map(documented?.evidence.map((evidence) => [evidence.field, evidence]))
    expect(about.get('name')).toMatchObject({ level: 'exact' })
    expect(about.get('name')?.weight).toBeGreaterThan(5)
    expect(about.get('phone')).toMatchObject({ level: 'different' })
    expect(about.get('phone')?.weight).toBeLessThan(0)
    expect(about.get('address')).toEqual({ field: 'address', level: 'missing', weight: 0 })
    expect(documented?.customers.map(({ number }) => number)).toEqual(['6200000037', '6200006001'])
  })

  it('merges two customer numbers only by a steward, and takes them apart again', async () => {
    const [pair] = await everything()
    const [a, b] = [pair?.customers[0]?.customer ?? 0, pair?.customers[1]?.customer ?? 0]
    expect(await into(b)).toBe(b)
    const accepted = await post(`/api/duplicates/${pair?.id}/accept`, { note: 'same document' })
    expect(accepted).toMatchObject({
      status: 200,
      body: {
        state: 'accepted',
        note: 'same document',
        decidedBy: 'Banyan',
        merge: { customer: b, into: a, moved: [] },
      },
    })
    expect(await into(b)).toBe(a)
    expect((await post(`/api/duplicates/${pair?.id}/accept`)).status).toBe(409)
    expect((await post(`/api/duplicates/${pair?.id}/refuse`)).status).toBe(409)
    const undone = await post(`/api/duplicates/${pair?.id}/undo`)
    expect(undone).toMatchObject({ status: 200, body: { state: 'open', merge: null } })
    expect(await into(b)).toBe(b)
    expect((await post(`/api/duplicates/${pair?.id}/undo`)).status).toBe(409)
    expect((await post('/api/duplicates/999999/accept')).status).toBe(404)
    expect((await post(`/api/duplicates/${pair?.id}/accept`, { note: 'a\0' })).status).toBe(400)
    expect(await into(b)).toBe(b)
    const { rows } = await sql<{
      action: string
    }>`SELECT action FROM audit WHERE object_id = ${String(pair?.id)} ORDER BY id`.execute(t.ctx.postgres)
    expect(rows.map((row) => row.action)).toEqual(['duplicate.accept', 'duplicate.undo'])
  })

  it('keeps the customer that the steward names', async () => {
    const [pair] = await everything()
    const [a, b] = [pair?.customers[0]?.customer ?? 0, pair?.customers[1]?.customer ?? 0]
    expect((await post(`/api/duplicates/${pair?.id}/accept`, { keep: 1 })).status).toBe(400)
    await post(`/api/duplicates/${pair?.id}/accept`, { keep: b })
    expect(await into(a)).toBe(b)
    await undoDuplicate(t.ctx, pair?.id ?? 0)
    expect(await into(a)).toBe(a)
    expect((await everything()).map(({ id }) => id)).toContain(pair?.id)
    await expect(undoDuplicate(t.ctx, pair?.id ?? 0)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('takes along what had merged into a customer, and back, in any order of undoing', async () => {
    const standing = () => Promise.all([11, 12, 13, 14].map(into))
    const merge = (a: number, b: number, keep: number) =>
      mergeCustomers(t.ctx, { customers: [a, b], keep, evidence: 'test' }, async () => {})
    const separate = (a: number, b: number) =>
      separateCustomers(
        t.ctx,
        () => findCustomerLink(t.ctx, a, b),
        { apart: false, note: '', evidence: 'test' },
        async () => {},
      )
    expect(await merge(12, 11, 12)).toEqual({ customer: 11, into: 12, moved: [] })
    expect(await merge(12, 13, 13)).toEqual({ customer: 12, into: 13, moved: [11] })
    expect(await standing()).toEqual([13, 13, 13, 14])
    expect(await merge(12, 13, 13)).toBeNull()
    await separate(12, 13)
    expect(await standing()).toEqual([12, 12, 13, 14])
    await merge(12, 13, 13)
    await separate(11, 12)
    expect(await standing()).toEqual([11, 13, 13, 14])
    await separate(12, 13)
    expect(await standing()).toEqual([11, 12, 13, 14])
    await expect(separate(12, 13)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('never suggests a refused pair again, and drops open ones that are no longer suspected', async () => {
    const before = await everything()
    const [pair, other] = before
    expect((await post(`/api/duplicates/${pair?.id}/refuse`, { note: 'twins' })).status).toBe(200)
    await t.ctx.clickhouse.command(
      'ALTER TABLE customer DELETE WHERE customer = {customer:UInt32}',
      { customer: other?.customers[1]?.customer },
      { settings: { mutations_sync: 1 } },
    )
    await findDuplicates(t.ctx)
    const after = await everything()
    expect(after.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(
      before
        .map(({ id }) => id)
        .filter((id) => id !== pair?.id && id !== other?.id)
        .toSorted((a, b) => a - b),
    )
    expect((await everything('refused')).map(({ id }) => id)).toEqual([pair?.id])
  })

  it('lets one search run at a time, and stops when it is cancelled', async () => {
    const stop = new AbortController()
    const others: PromiseSettledResult<unknown>[] = []
    const onProgress = async (): Promise<void> => {
      others.push(...(await Promise.allSettled([findDuplicates(t.ctx)])))
      stop.abort()
    }
    const cancelled = findDuplicates(t.ctx, {}, { signal: stop.signal, onProgress })
    await expect(cancelled).rejects.toThrow('aborted')
    expect(others).toMatchObject([{ status: 'rejected', reason: { code: 'conflict' } }])
    expect((await everything()).length).toBeGreaterThan(100)
    expect((await post('/api/duplicates/search')).status).toBe(202)
  })

  it('suspects nobody in a bank of different people', async () => {
    for (const table of ['customer', 'contact_point'])
      await t.ctx.clickhouse.command(`TRUNCATE TABLE ${table}`)
    await storeDuplicatedBank(t.ctx, { single: 6000, doubled: 0 })
    const { suspected } = await findDuplicates(t.ctx)
    expect(suspected).toBeLessThanOrEqual(2)
    await t.ctx.clickhouse.command('TRUNCATE TABLE customer')
    expect(await findDuplicates(t.ctx)).toMatchObject({ customers: 0, suspected: 0 })
  })
})
