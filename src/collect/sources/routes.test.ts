import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { systemActor } from '../../platform/actor.ts'
import { createServer, registerApiDocs } from '../../platform/http/server.ts'
import { trackingPlanRoutes } from '../tracking-plan/index.ts'
import { sourceRoutes, type SourceView } from './index.ts'

let t: TestContext
let app: FastifyInstance

beforeAll(async () => {
  t = await openTestContext()
  app = await createServer(t.ctx, () => Promise.resolve(systemActor))
  await app.register(sourceRoutes)
  await app.register(trackingPlanRoutes)
  await registerApiDocs(app)
})
afterAll(async () => {
  await app.close()
  await t.close()
})

it('a source is added, changed and given a new key over HTTP', async () => {
  const payload = { key: 'app', name: 'App', channel: 'app', allowedOrigins: ['https://bank.example/'] }
  const created = await app.inject({ method: 'POST', url: '/api/sources', payload })
  expect(created.statusCode).toBe(201)
  expect(created.headers['etag']).toBe('"1"')
  const source = created.json<SourceView>()

  const url = `/api/sources/${source.id}`
  expect((await app.inject({ method: 'PATCH', url, payload: { strict: true } })).statusCode).toBe(428)
  const headers = { 'if-match': '"1"' }
  const changed = await app.inject({ method: 'PATCH', url, payload: { strict: true }, headers })
  expect(changed.json<SourceView>()).toMatchObject({
    strict: true,
    version: 2,
    allowedOrigins: ['https://bank.example'],
  })
  expect((await app.inject({ method: 'PATCH', url, payload: { strict: false }, headers })).statusCode).toBe(
    412,
  )

  const rotated = await app.inject({
    method: 'POST',
    url: `${url}/rotate-key`,
    headers: { 'if-match': '"2"' },
  })
  expect(rotated.json<SourceView>().writeKey).not.toBe(source.writeKey)
  const listed = await app.inject({ url: '/api/sources' })
  expect(listed.json<{ items: SourceView[] }>().items).toEqual([rotated.json()])
})

it('an event is described, approved and typed over HTTP', async () => {
  const payload = { name: '买入 / buy', properties: [{ name: 'amount', type: 'number' }] }
  const created = await app.inject({ method: 'POST', url: '/api/event-definitions', payload })
  expect(created.statusCode).toBe(201)
  const url = `/api/event-definitions/${encodeURIComponent(payload.name)}`
  const headers = { 'if-match': '"1"' }
  const blocked = await app.inject({ method: 'PATCH', url, payload: { status: 'blocked' }, headers })
  expect(blocked.json()).toMatchObject({ status: 'blocked', version: 2 })
  const typed = await app.inject({
    method: 'PATCH',
    url: `${url}/properties/amount`,
    payload: { required: true },
    headers,
  })
  expect(typed.headers['etag']).toBe('"2"')
  expect((await app.inject({ url: '/api/event-definitions?status=blocked&search=买' })).json()).toMatchObject(
    {
      items: [{ name: payload.name, properties: [{ name: 'amount', required: true }] }],
    },
  )
})

it('text that PostgreSQL cannot keep is a bad request', async () => {
  const requests = [
    { method: 'POST', url: '/api/sources', payload: { key: 'x', name: 'a\0b', channel: 'app' } },
    { method: 'POST', url: '/api/event-definitions', payload: { name: 'x', title: 'a\0b' } },
    { method: 'GET', url: '/api/event-definitions?search=%00' },
    { method: 'GET', url: '/api/event-definitions/%00' },
    { method: 'GET', url: `/api/sources?cursor=${Buffer.from('"\\u0000"').toString('base64url')}` },
  ] as const
  for (const request of requests) expect((await app.inject(request)).statusCode).toBe(400)
})

it('every route is in the OpenAPI description', async () => {
  const { paths } = (await app.inject({ url: '/api/openapi.json' })).json<{ paths: Record<string, object> }>()
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining(['/api/sources', '/api/sources/{id}/rotate-key', '/api/event-definitions/{name}']),
  )
})
