import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { systemActor } from '../../platform/actor.ts'
import { createServer } from '../../platform/http/server.ts'
import { storeDuplicatedBank } from '../duplicates/testing/duplicated-bank.ts'
import { relationRoutes } from './index.ts'

let t: TestContext
let app: FastifyInstance
beforeAll(async () => {
  t = await openTestContext()
  await storeDuplicatedBank(t.ctx, { single: 10, doubled: 0 })
  app = await createServer(t.ctx, async () => systemActor)
  await app.register(relationRoutes)
})
afterAll(async () => {
  await app.close()
  await t.close()
})

const number = (customer: number): string => `62${String(customer).padStart(8, '0')}`
const put = (payload: object) => app.inject({ method: 'PUT', url: '/api/relations', payload })
const payroll = { customerNumber: number(1), relatedNumber: number(9), kind: 'payroll' }

it('notes, changes, lists by either side and page, and removes a relation', async () => {
  expect((await put({ ...payroll, detail: 'from May' })).statusCode).toBe(200)
  t.clock.advance(1000)
  expect((await put({ ...payroll, detail: 'from June' })).statusCode).toBe(200)
  await put({ customerNumber: number(2), relatedNumber: number(9), kind: 'payroll' })
  await put({ customerNumber: number(2), relatedNumber: number(3), kind: 'household' })
  const list = async (query: string) => (await app.inject({ url: `/api/relations?${query}` })).json()
  expect((await list(`customerNumber=${number(1)}`)).items).toEqual([
    { ...payroll, detail: 'from June', origin: '' },
  ])
  expect((await list(`customerNumber=${number(9)}`)).items).toHaveLength(2)
  expect((await list('kind=household')).items).toHaveLength(1)
  const first = await list('limit=2')
  expect(first.items).toHaveLength(2)
  const rest = await list(`limit=2&cursor=${first.next}`)
  expect(rest).toMatchObject({ items: [{ kind: 'payroll', customerNumber: number(2) }], next: null })
  const remove = () =>
    app.inject({ method: 'DELETE', url: `/api/relations?${new URLSearchParams(payroll).toString()}` })
  expect((await remove()).statusCode).toBe(204)
  expect((await remove()).statusCode).toBe(404)
  expect((await list(`customerNumber=${number(1)}`)).items).toEqual([])
})

it('refuses unknown customers, kinds and a relation with oneself', async () => {
  expect((await put({ ...payroll, relatedNumber: 'nobody' })).statusCode).toBe(404)
  expect((await put({ ...payroll, kind: 'enemy' })).statusCode).toBe(400)
  expect((await put({ ...payroll, relatedNumber: number(1) })).statusCode).toBe(400)
})
