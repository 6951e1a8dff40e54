import { afterAll, beforeAll, expect, it } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { systemActor } from '../../platform/actor.ts'
import { createServer } from '../../platform/http/server.ts'
import { tagRoutes } from '../tags/index.ts'
import { segmentRoutes } from './routes.ts'

let t: TestContext
let app: FastifyInstance
beforeAll(async () => {
  t = await openTestContext()
  app = await createServer(t.ctx, async () => systemActor)
  await app.register(segmentRoutes)
  await app.register(tagRoutes)
})
afterAll(async () => {
  await app.close()
  await t.close()
})

const name = { 'zh-CN': '甲', en: 'A' }
const cursor = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const segment = { key: 'x', name, rule: { attribute: 'gender', op: 'is_set' } }

it.each([
  ['/api/segments?cursor=abc', 400],
  [`/api/segments?sort=-customers&cursor=${cursor(['a', 'b'])}`, 400],
  [`/api/segments?cursor=${cursor(['a\0', 'b'])}`, 400],
  [`/api/tags?sort=coverage&cursor=${cursor(['a', 'b'])}`, 400],
  [`/api/tags?sort=coverage&cursor=${cursor([1e300, 'b'])}`, 200],
  [`/api/tag-groups?cursor=${cursor("x'; DROP TABLE tag")}`, 400],
  [`/api/segments?sort=customers&cursor=${cursor([1.5, 'b'])}`, 200],
  ['/api/tags?search=%00', 400],
  ['/api/tags?search=%5C%25_', 200],
  ['/api/segments/%00', 400],
  ['/api/segments/..%2f', 400],
  ['/api/tags?limit=1000', 400],
])('GET %s answers %i', async (url, status) => {
  expect((await app.inject({ url })).statusCode).toBe(status)
})

it.each([
  ['/api/rules/estimate', { rule: 'x' }, 400],
  ['/api/rules/estimate', { rule: { constructor: 1 } }, 422],
  ['/api/rules/estimate', { rule: JSON.parse('{"__proto__": {"tag": "x"}}') as object }, 400],
  ['/api/rules/estimate', { rule: { tag: 'x', op: 'eq', value: { a: 1 } } }, 422],
  ['/api/rules/estimate', { rule: { attribute: 'gender', op: 'eq', value: 'a\0' } }, 422],
  ['/api/rules/estimate', { rule: { attribute: 'gender', op: 'eq', value: '\ud800' } }, 422],
  ['/api/rules/estimate', { rule: { attribute: '{x:String}', op: 'eq', value: "'{x:String}\\" } }, 200],
  ['/api/rules/estimate', { rule: { attribute: 'size', op: 'gt', value: 1e308 } }, 200],
  ['/api/rules/estimate', { rule: { attribute: 'gender', op: 'in', value: Array(10_001).fill('a') } }, 422],
  ['/api/rules/estimate', { rule: { attribute: 'opened', op: 'lt', value: '0001-01-01' } }, 200],
  ['/api/rules/estimate', { rule: { all: Array(501).fill(segment.rule) } }, 422],
  ['/api/rules/estimate', { rule: { all: Array(500).fill(segment.rule) } }, 200],
  [
    '/api/rules/estimate',
    { rule: { all: Array.from({ length: 500 }, () => ({ not: { holding: {} } })) } },
    200,
  ],
  ['/api/segments', { ...segment, description: '\0' }, 400],
  ['/api/segments', { ...segment, name: { ...name, en: '\ud800' } }, 400],
  ['/api/segments', { ...segment, key: 'select' }, 201],
])('POST %s %j answers as it should', async (url, payload, status) => {
  expect((await app.inject({ method: 'POST', url, payload })).statusCode).toBe(status)
})
