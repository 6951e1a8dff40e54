import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { systemActor } from '../../platform/actor.ts'
import { createServer } from '../../platform/http/server.ts'
import { productRoutes } from './index.ts'

let t: TestContext
let app: FastifyInstance
beforeAll(async () => {
  t = await openTestContext()
  app = await createServer(t.ctx, () => Promise.resolve(systemActor))
  await app.register(productRoutes)
  await t.ctx.clickhouse.command(`
    INSERT INTO product (product, name, name_en, class, risk, updated) VALUES
      ('FD12', '定期十二个月', 'Time deposit 12 months', 'time_deposit', '', '2026-01-01 00:00:00'),
      ('FD12', '定期一年', 'Time deposit one year', 'time_deposit', '', '2026-02-01 00:00:00'),
      ('WM01', '稳健理财', '', 'wealth', 'R2', '2026-01-01 00:00:00'),
      ('WM02', '', '', 'wealth', 'R4', '2026-01-01 00:00:00')`)
})
afterAll(async () => {
  await app.close()
  await t.close()
})

const list = async (query = '') =>
  (await app.inject(`/api/products${query}`)).json<{
    items: { product: string; name: Record<string, string> }[]
    next: string | null
  }>()
const keys = async (query: string) => (await list(query)).items.map(({ product }) => product)

it('lists every product once, as it was imported last, with a name in either language', async () => {
  expect((await list()).items.map(({ product, name }) => [product, name['zh-CN'], name['en']])).toEqual([
    ['FD12', '定期一年', 'Time deposit one year'],
    ['WM01', '稳健理财', '稳健理财'],
    ['WM02', 'WM02', 'WM02'],
  ])
})

it('finds by key, by a name in either language and by class, page by page', async () => {
  expect(await keys('?search=fd')).toEqual(['FD12'])
  expect(await keys(`?search=${encodeURIComponent('理财')}`)).toEqual(['WM01'])
  expect(await keys('?search=ONE%20YEAR')).toEqual(['FD12'])
  expect(await keys('?class=wealth')).toEqual(['WM01', 'WM02'])
  expect(await keys(`?search=${encodeURIComponent("' OR 1=1 --")}`)).toEqual([])
  const first = await list('?limit=2')
  expect(first.items).toHaveLength(2)
  expect(await keys(`?limit=2&cursor=${first.next}`)).toEqual(['WM02'])
  expect((await app.inject('/api/products?cursor=nonsense')).statusCode).toBe(400)
})
