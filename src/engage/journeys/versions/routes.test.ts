import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { systemActor } from '../../../platform/actor.ts'
import { createServer } from '../../../platform/http/server.ts'
import { advanceJourney } from '../advance-journey.ts'
import { applyJourneyDefinitions } from '../apply-journey-definitions.ts'
import { journeyRoutes } from '../routes.ts'
import { journeyFile, takeSnapshot } from '../testing/journey-fixture.ts'

let t: TestContext
let app: FastifyInstance
beforeAll(async () => {
  t = await openTestContext()
  app = await createServer(t.ctx, () => Promise.resolve(systemActor))
  await app.register(journeyRoutes)
  await takeSnapshot(t.ctx, 'everyone', 1, 10)
  for (const days of [10, 20]) {
    await applyJourneyDefinitions(
      t.ctx,
      journeyFile(
        'care',
        { rest: { type: 'wait', days, next: 'done' }, done: { type: 'exit' } },
        { next: 'rest' },
      ),
    )
    await advanceJourney(t.ctx, 'care')
  }
})
afterAll(async () => {
  await app.close()
  await t.close()
})

const get = async (url: string) => (await app.inject({ url })).json()
const post = (url: string, payload?: object, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url, headers, ...(payload ? { payload } : {}) })

it('a graph is checked over HTTP, however wrong it is, and nothing is stored', async () => {
  const check = async (graph: object) => (await post('/api/journeys/validate', { graph })).json()
  const good = { entry: { segment: 'everyone', next: 'done' }, nodes: { done: { type: 'exit' } } }
  expect(await check(good)).toEqual({ valid: true, problems: [] })
  expect(await check({ ...good, nodes: { done: { type: 'exit' }, far: { type: 'exit' } } })).toMatchObject({
    valid: false,
    problems: [{ node: 'far', path: '/nodes/far', code: 'unreachable', severity: 'error' }],
  })
  expect(await check({})).toMatchObject({ valid: false, problems: [{ code: 'shape' }, { code: 'shape' }] })
  expect(await check({ entry: { type: 'event' }, nodes: { a: { type: 'nothing' } } })).toMatchObject({
    valid: false,
  })
})

it('versions are listed by pages, read and compared', async () => {
  const page = await get('/api/journeys/care/versions?limit=1')
  expect(page.items).toMatchObject([{ version: 2, current: true, inside: 0 }])
  const rest = await get(`/api/journeys/care/versions?limit=1&cursor=${page.next}`)
  expect(rest).toMatchObject({ items: [{ version: 1, current: false, inside: 10 }], next: null })
  expect(await get('/api/journeys/care/versions/1')).toMatchObject({
    graph: { nodes: { rest: { days: 10 } } },
    standing: [{ node: 'rest', customers: 10 }],
  })
  expect(await get('/api/journeys/care/diff?from=1')).toMatchObject({
    from: 1,
    to: 'draft',
    changed: [{ node: 'rest', fields: [{ path: '/days', before: 10, after: 20 }] }],
  })
  expect((await app.inject({ url: '/api/journeys/care/diff?from=7' })).statusCode).toBe(404)
})

it('a version becomes the draft again only for who knows the draft; customers are taken over', async () => {
  expect((await post('/api/journeys/care/versions/1/restore')).statusCode).toBe(428)
  expect(
    (await post('/api/journeys/care/versions/1/restore', undefined, { 'if-match': '"1"' })).statusCode,
  ).toBe(412)
  const restored = await post('/api/journeys/care/versions/1/restore', undefined, { 'if-match': '"2"' })
  expect(restored.json()).toMatchObject({
    version: 3,
    publishedVersion: 2,
    graph: { nodes: { rest: { days: 10 } } },
  })
  const migrated = await post('/api/journeys/care/migrations', { from: 1, to: 2, nodes: { rest: 'rest' } })
  expect(migrated.json()).toEqual({
    journey: 'care',
    from: 1,
    to: 2,
    moved: [{ from: 'rest', to: 'rest', customers: 10 }],
    stayed: 0,
  })
  expect(
    (await post('/api/journeys/care/migrations', { from: 1, to: 9, nodes: { rest: 'rest' } })).statusCode,
  ).toBe(400)
})

it('of several who create a journey at once one does, and of several who change it', async () => {
  const draft = (days: number) => ({
    key: 'contested',
    name: { 'zh-CN': '争', en: 'Contested' },
    description: '',
    graph: {
      entry: { segment: 'everyone', next: 'rest' },
      nodes: { rest: { type: 'wait', days, next: 'done' }, done: { type: 'exit' } },
    },
  })
  const made = await Promise.all([1, 2, 3, 4, 5, 6].map((days) => post('/api/journeys', draft(days))))
  expect(made.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 409, 409, 409, 409, 409])
  const { key: _, ...change } = draft(9)
  const changed = await Promise.all(
    [11, 12, 13, 14].map((priority) =>
      app.inject({
        method: 'PUT',
        url: '/api/journeys/contested',
        headers: { 'if-match': '"1"' },
        payload: { ...change, graph: { ...change.graph, priority } },
      }),
    ),
  )
  expect(changed.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 412, 412, 412])
})
