import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { contactPolicyRoutes } from '../../decide/policy/index.ts'
import { channelRoutes } from '../../engage/channels/index.ts'
import { checkContact } from '../../engage/contact-gate/index.ts'
import { applyJourneyDefinitions, journeyRoutes } from '../../engage/journeys/index.ts'
import { journeyFile, takeSnapshot } from '../../engage/journeys/testing/journey-fixture.ts'
import { templateRoutes } from '../../engage/templates/index.ts'
import { touchRoutes } from '../../engage/touches/index.ts'
import { consentRoutes } from '../../govern/consent/index.ts'
import { systemActor } from '../../platform/actor.ts'
import { createServer, registerApiDocs } from '../../platform/http/server.ts'
import { effectRoutes } from './index.ts'

let t: TestContext
let app: FastifyInstance

beforeAll(async () => {
  t = await openTestContext()
  app = await createServer(t.ctx, () => Promise.resolve(systemActor))
  for (const routes of [
    contactPolicyRoutes,
    consentRoutes,
    templateRoutes,
    channelRoutes,
    journeyRoutes,
    touchRoutes,
    effectRoutes,
  ]) {
    await app.register(routes)
  }
  await registerApiDocs(app)
  await takeSnapshot(t.ctx, 'everyone', 1, 100)
  await t.ctx.clickhouse.insert(
    'identifier',
    ['namespace', 'value', 'customer', 'first_seen'],
    JSON.stringify({
      namespace: 'customer_number',
      value: 'N7',
      customer: 7,
      first_seen: '2026-01-01T00:00:00Z',
    }),
  )
})
afterAll(async () => {
  await app.close()
  await t.close()
})

const post = (url: string, payload?: object, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url, headers, ...(payload ? { payload } : {}) })
const auditedActions = async (): Promise<string[]> => {
  const rows = await t.ctx.postgres
    .withTables<{ audit: { id: number; action: string } }>()
    .selectFrom('audit')
    .select('action')
    .orderBy('id')
    .execute()
  return rows.map((row) => row.action)
}

it('a consent given and withdrawn over HTTP opens and closes the gate, and both are audited', async () => {
  const decision = { customerNumber: 'N7', purpose: 'marketing', channel: 'push', granted: true }
  expect(await checkContact(t.ctx, 7, 'push')).toMatchObject({ reason: 'no_consent' })
  expect((await post('/api/consents', decision)).statusCode).toBe(201)
  expect(await checkContact(t.ctx, 7, 'push')).toEqual({ allowed: true })
  t.clock.advance(1000)
  await post('/api/consents', { ...decision, granted: false })
  expect(await checkContact(t.ctx, 7, 'push')).toMatchObject({ reason: 'no_consent' })
  t.clock.advance(1000)
  await post('/api/consents', decision)
  const entry = { customerNumber: 'N7', reason: 'complaint', channel: '' }
  await post('/api/suppressions', entry)
  expect(await checkContact(t.ctx, 7, 'push')).toMatchObject({ reason: 'suppression_list' })
  t.clock.advance(1000)
  await post('/api/suppressions', { ...entry, active: false })
  expect(await checkContact(t.ctx, 7, 'push')).toEqual({ allowed: true })
  expect(await auditedActions()).toEqual([
    'consent.grant',
    'consent.withdraw',
    'consent.grant',
    'suppression.add',
    'suppression.end',
  ])
})

it('an entry of the do-not-contact list can be ended after its customer was merged into another', async () => {
  await t.ctx.clickhouse.insert(
    'suppression',
    ['customer', 'reason', 'channel', 'active', 'until', 'at'],
    JSON.stringify({
      customer: 1007,
      reason: 'hardship',
      channel: '',
      active: 1,
      until: null,
      at: '2026-10-01T00:00:00Z',
    }),
  )
  await t.ctx.clickhouse.insert(
    'customer_merge',
    ['customer', 'into', 'at', 'reason', 'evidence'],
    JSON.stringify({ customer: 1007, into: 7, at: '2026-10-02T00:00:00Z', reason: '', evidence: '' }),
  )
  await t.ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
  expect(await checkContact(t.ctx, 7, 'push')).toMatchObject({ reason: 'suppression_list' })
  t.clock.advance(1000)
  await post('/api/suppressions', { customerNumber: 'N7', reason: 'hardship', active: false })
  expect(await checkContact(t.ctx, 7, 'push')).toEqual({ allowed: true })
})

it('a decision about a customer whom nobody knows is refused and leaves no audit row', async () => {
  const before = await auditedActions()
  const answer = await post('/api/consents', {
    customerNumber: 'nobody',
    purpose: 'marketing',
    channel: 'push',
    granted: true,
  })
  expect(answer.statusCode).toBe(404)
  expect(await auditedActions()).toEqual(before)
})

it('the contact policy is changed only by who saw its latest version', async () => {
  const read = await app.inject({ url: '/api/contact-policy' })
  expect(read.headers['etag']).toBe('"0"')
  const payload = { consent: 'opt_out', caps: [], quietHours: null }
  const put = (version?: string) =>
    app.inject({
      method: 'PUT',
      url: '/api/contact-policy',
      payload,
      headers: version ? { 'if-match': version } : {},
    })
  expect((await put()).statusCode).toBe(428)
  expect((await put('"0"')).json()).toMatchObject({ ...payload, purpose: 'marketing', version: 1 })
  expect((await put('"0"')).statusCode).toBe(412)
})

it('a journey is drafted, refused with its faults, corrected, published, paused, resumed and advanced', async () => {
  const [definition] =
    journeyFile(
      'drafted',
      {
        keep_out: { type: 'holdout', percent: 50, next: 'hello' },
        hello: { type: 'message', channel: 'push', template: 'hello', next: 'done' },
        done: { type: 'exit' },
      },
      { next: 'keep_out' },
    ).journeys ?? []
  const created = await post('/api/journeys', definition)
  expect(created.statusCode).toBe(201)
  expect((await post('/api/journeys', definition)).statusCode).toBe(409)
  const refused = await post('/api/journeys/drafted/publish', undefined, { 'if-match': '"1"' })
  expect(refused.statusCode).toBe(422)
  expect(refused.json()).toMatchObject({
    errors: [
      { path: '/nodes/hello/template', message: expect.stringContaining('no published template "hello"') },
    ],
  })
  await applyJourneyDefinitions(t.ctx, { ...journeyFile('', {}, { next: '' }), journeys: [] })
  const published = await post('/api/journeys/drafted/publish', undefined, { 'if-match': '"1"' })
  expect(published.json()).toEqual({ published: 1 })
  expect((await post('/api/journeys/drafted/pause')).json()).toMatchObject({ status: 'paused' })
  expect((await post('/api/journeys/drafted/advance')).json()).toMatchObject({ moved: 0 })
  expect((await post('/api/journeys/drafted/resume')).json()).toMatchObject({ status: 'running' })
  expect((await post('/api/journeys/drafted/advance')).json()).toMatchObject({ state: 'advanced', ticks: 3 })
  const read = (await app.inject({ url: '/api/journeys/drafted' })).json<{ heldOut: number }>()
  expect(read).toMatchObject({ entered: 100, inside: 0, touches: { suppressed: {} } })
  const list = await app.inject({ url: '/api/journeys?limit=1' })
  expect(list.json()).toMatchObject({ items: [{ key: 'drafted', heldOut: read.heldOut }], next: null })
  const touches = await app.inject({ url: '/api/touches?journey=drafted&limit=200' })
  expect(touches.json<{ items: unknown[] }>().items).toHaveLength(100 - read.heldOut)
  const effect = await post('/api/effects/drafted/refresh')
  expect(effect.json()).toMatchObject({ treated: { customers: 100 - read.heldOut }, conversion: null })
  expect((await app.inject({ url: '/api/effects' })).json()).toMatchObject({
    items: [effect.json()],
    next: null,
  })
  expect((await app.inject({ url: '/api/effects/nothing' })).statusCode).toBe(404)
})

it('a channel shows its provider, and all of it is in the API description', async () => {
  const channels = await app.inject({ url: '/api/channels' })
  expect(channels.json<{ items: { channel: string }[] }>().items.map(({ channel }) => channel)).toContain(
    'sms',
  )
  expect((await app.inject({ url: '/api/templates' })).json()).toMatchObject({ items: [{ key: 'hello' }] })
  expect((await app.inject({ url: '/api/openapi.json' })).statusCode).toBe(200)
})
