import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Banyan, openBanyan } from '../../src/app.ts'
import { ensureAdministrator } from '../../src/govern/access/index.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { createTestDatabase } from '../harness/test-context.ts'
import { operationsOf, ordinaryText, valueOf } from '../hostile/api-operations.ts'
import { growOutside, measureScopedBank, openScopedBank } from './scoped-bank.ts'

const administrator = { login: 'admin', password: 'an-administrator' }
/** May do everything, and sees the branch North with its sub-branch. */
const northerner = { login: 'north', password: 'sees-the-north-only' }
const name = { 'zh-CN': '甲', en: 'A' }

let directory: string
let banyan: Banyan
let everything: Record<string, string>
let north: Record<string, string>
let operations: string[]

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'banyan-scope-'))
  banyan = await openBanyan(
    loadConfig({
      environment: {
        BANYAN_DATA: directory,
        DATABASE_URL: await createTestDatabase(),
        BANYAN_ADMIN_PASSWORD: administrator.password,
        BANYAN_LOG: 'silent',
        BANYAN_DEMO: 'false',
      },
    }),
  )
  await ensureAdministrator(banyan.ctx)
  await openScopedBank(banyan.ctx)
  everything = await signIn(administrator)
  for (const [url, payload] of [
    ['/api/users', { ...northerner, name: 'North', role: 'admin', dataScope: ['NORTH'] }],
    ['/api/customer-lists', { key: 'guests', name, content: 'IN1\nIN2\nOUT1\nOUT2\nOUT3\nNOBODY' }],
    [
      '/api/metrics',
      { key: 'people', name, grain: 'customer', unit: 'count', direction: 'up', formula: people },
    ],
    ['/api/alerts/rules', { key: 'few', name, metric: 'people', scope: { level: 'branch' }, condition }],
    ['/api/analyses', { name, analysis: logins }],
    ['/api/dashboards', { name, widgets: [] }],
    ['/api/segments/everyone/exports', { reason: 'of the bank' }],
  ] as const) {
    const made = await banyan.server.inject({ method: 'POST', url, headers: everything, payload })
    if (made.statusCode !== 201) throw new Error(`${url}: ${made.body}`)
  }
  await measureScopedBank(banyan.ctx)
  north = await signIn(northerner)
  operations = operationsOf((await banyan.server.inject({ url: '/api/openapi.json' })).json()).map(
    ({ method, path }) => `${method} ${path}`,
  )
}, 120_000)
afterAll(async () => {
  await banyan.stop()
  rmSync(directory, { recursive: true, force: true })
})

async function signIn(person: { login: string; password: string }): Promise<Record<string, string>> {
  const answer = await banyan.server.inject({ method: 'POST', url: '/api/session', payload: person })
  const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
  return { cookie, 'x-requested-with': 'banyan' }
}

const people = { kind: 'measure', of: 'users', events: ['login'] }
const condition = { type: 'threshold', op: 'above', value: 1 }
const rule = { attribute: 'risk', op: 'eq', value: 'C3' }
const logins = {
  type: 'trend',
  range: { lastDays: 7 },
  series: [{ event: 'login', measure: { of: 'users' } }],
  interval: 'day',
}
const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
const lately = `from=${daysAgo(5)}&to=${daysAgo(1)}`
const draft = { key: 'note', channel: 'inbox', name, content: { en: { body: '{{name}}' } } }

/** How to ask where the path alone does not say it. */
const questions: Readonly<Record<string, string | readonly [string, object]>> = {
  'GET /api/segment-combination': '/api/segment-combination?operation=union&segments=everyone,women',
  'GET /api/segment-overlap': '/api/segment-overlap?segments=everyone,women',
  'GET /api/journeys/{key}/customers': '/api/journeys/asks/customers?node=rest',
  'GET /api/touches/{touch}': '/api/touches/00000000-0000-4000-8000-000000000009',
  'GET /api/annotations': `/api/annotations?${lately}`,
  'GET /api/journeys/{key}/diff': '/api/journeys/asks/diff?from=1&to=1',
  'GET /api/templates/{key}/audience': '/api/templates/hello/audience?segment=everyone',
  'GET /api/metrics/{key}/series': `/api/metrics/people/series?${lately}`,
  'GET /api/metrics/{key}/explanation': `/api/metrics/people/explanation?${lately}`,
  'GET /api/metrics/{key}/breakdown': `/api/metrics/people/breakdown?by=tag&tag=home&${lately}`,
  'GET /api/metrics/{key}/contributions': `/api/metrics/people/contributions?by=tag&tag=home&${lately}`,
  'GET /api/customers/{number}/contact-check':
    '/api/customers/IN1/contact-check?channel=push&category=marketing',
  'POST /api/rules/estimate': ['/api/rules/estimate', { rule, sample: 20, organisations: true }],
  'POST /api/rules/profile': ['/api/rules/profile', { of: { segment: 'everyone' } }],
  'POST /api/rules/explanations': ['/api/rules/explanations', { rule, customer: 'IN1' }],
  'POST /api/customers/searches': ['/api/customers/searches', { query: '王' }],
  'POST /api/tag-previews': [
    '/api/tag-previews',
    { definition: { kind: 'attribute', column: 'city' }, sample: 20, everybody: true },
  ],
  'POST /api/template-previews': [
    '/api/template-previews',
    { template: draft, segment: 'everyone', count: 20 },
  ],
  'POST /api/metric-previews': ['/api/metric-previews', { formula: people }],
  'POST /api/analyses/run': ['/api/analyses/run', { analysis: logins }],
  'POST /api/dashboard-metrics': [
    '/api/dashboard-metrics',
    { metric: 'people', from: daysAgo(5), to: daysAgo(1), shown: { show: 'series' } },
  ],
  'POST /api/sql-lab/run': ['/api/sql-lab/run', { sql: 'SELECT count() AS customers FROM customer' }],
}
/** What the bank at large must show the growth in: the question was understood, and there was something to hide. */
const bankWide = [
  'GET /api/alerts/findings',
  'GET /api/calls',
  'GET /api/customer-lists',
  'GET /api/customer-lists/{key}',
  'GET /api/customers',
  'GET /api/customers/summary',
  'GET /api/event-feed',
  'GET /api/event-feed/counts',
  'GET /api/journeys',
  'GET /api/journeys/{key}',
  'GET /api/journeys/{key}/counts',
  'GET /api/journeys/{key}/customers',
  'GET /api/journeys/{key}/funnel',
  'GET /api/journeys/{key}/versions',
  'GET /api/metrics',
  'GET /api/metrics/{key}/breakdown',
  'GET /api/metrics/{key}/series',
  'GET /api/segment-combination',
  'GET /api/segment-overlap',
  'GET /api/segments',
  'GET /api/segments/{key}',
  'GET /api/segments/{key}/snapshots',
  'GET /api/segments/{key}/trend',
  'GET /api/suppression-lists',
  'GET /api/suppression-lists/{key}/entries',
  'GET /api/tag-groups',
  'GET /api/tags',
  'GET /api/tags/{key}',
  'GET /api/templates/{key}/audience',
  'GET /api/touches/counts',
  'POST /api/analyses/run',
  'POST /api/customers/searches',
  'POST /api/dashboard-metrics',
  'POST /api/metric-previews',
  'POST /api/rules/estimate',
  'POST /api/rules/profile',
  'POST /api/sql-lab/run',
  'POST /api/tag-previews',
]
/** Writes that stay within the data scope, or change what people define for themselves. */
const writes = [
  'DELETE /api/analyses/{id}',
  'DELETE /api/annotations/{id}',
  'DELETE /api/api-keys/{id}',
  'DELETE /api/dashboards/{id}',
  'DELETE /api/dashboards/{id}/mailings/{mailing}',
  'DELETE /api/relations',
  'DELETE /api/sql-lab/queries/{id}',
  'PATCH /api/users/{id}',
  'POST /api/alerts/findings/{id}/acknowledge',
  'POST /api/alerts/findings/{id}/resolve',
  'POST /api/analyses',
  'POST /api/analyses/members',
  'POST /api/analyses/segment',
  'POST /api/annotations',
  'POST /api/api-keys',
  'POST /api/calls/{id}/outcome',
  'POST /api/consents',
  'POST /api/contributions/causes',
  'POST /api/contributions/change',
  'POST /api/contributions/rate',
  'POST /api/customers/{number}/unmaskings',
  'POST /api/dashboard-library',
  'POST /api/dashboard-questions',
  'POST /api/dashboards',
  'POST /api/dashboards/{id}/archive',
  'POST /api/dashboards/{id}/copies',
  'POST /api/dashboards/{id}/exports',
  'POST /api/dashboards/{id}/mail-previews',
  'POST /api/dashboards/{id}/mailings',
  'POST /api/dashboards/{id}/mailings/{mailing}/sendings',
  'POST /api/dashboards/{id}/restore',
  'POST /api/effects/sample-size',
  'POST /api/journeys/validate',
  'POST /api/segment-exports/{id}/cancellation',
  'POST /api/segment-schedules/preview',
  'POST /api/segments',
  'POST /api/segments/{key}/copies',
  'POST /api/segments/{key}/exports',
  'POST /api/sql-lab/check',
  'POST /api/sql-lab/exports',
  'POST /api/sql-lab/queries',
  'POST /api/suppressions',
  'POST /api/users',
  'PUT /api/analyses/{id}',
  'PUT /api/annotations/{id}',
  'PUT /api/dashboards/{id}',
  'PUT /api/dashboards/{id}/mailings/{mailing}',
  'PUT /api/dashboards/{id}/sharing',
  'PUT /api/leads/{id}/status',
  'PUT /api/relations',
  'PUT /api/sql-lab/queries/{id}',
  'PUT /api/tags/{key}/customer-value',
]
/** What stands in a path, by what stands before it. */
const named: Readonly<Record<string, string>> = {
  segments: 'everyone',
  tags: 'home',
  'tag-groups': 'facts',
  journeys: 'asks',
  'customer-lists': 'guests',
  metrics: 'people',
  rules: 'few',
  templates: 'hello',
  customers: 'IN1',
  effects: 'asks',
  'event-definitions': 'login',
  'suppression-lists': 'complaint',
  'journey-library': 'wealth_maturity',
  'trading-days': '2026',
  namespaces: 'device',
}
const pathOf = (path: string): string =>
  path.replaceAll(/([\w-]+)\/\{\w+\}/g, (_match, before: string) => `${before}/${named[before] ?? '1'}`)

async function ask(operation: string, headers: Record<string, string>, url?: string) {
  const asked = questions[operation] ?? pathOf(operation.replace(/^GET /, ''))
  const answer =
    typeof asked === 'string'
      ? await banyan.server.inject({ url: url ?? asked, headers })
      : await banyan.server.inject({ method: 'POST', url: asked[0], headers, payload: asked[1] })
  // When something was asked, and how long it took, is not about customers.
  const body = answer.body.replaceAll(
    /\d{4}-\d\d-\d\dT[\d:.]+Z|"(?:durationMs|milliseconds)":\d+|"requestId":"[^"]+"/g,
    '',
  )
  return { status: answer.statusCode, body }
}

describe('a person who sees one branch', () => {
  it('is told the same, or nothing, however many customers the other branch has', async () => {
    const asking = operations.filter(
      (operation) =>
        (operation.startsWith('GET ') || operation in questions) &&
        // Audit rows, and when somebody was last seen, come with asking.
        !/api\/(audit|sql-lab\/runs|segment-exports\/\{id\}\/content|analyses\/progress)/.test(operation),
    )
    const askAll = async (headers: Record<string, string>, chosen = asking) => {
      const answers = new Map<string, Awaited<ReturnType<typeof ask>>>()
      for (const operation of chosen) answers.set(operation, await ask(operation, headers))
      return answers
    }
    // Who sees everything asks first: what is kept of their answers must not be told to others.
    const [allBefore, before] = [await askAll(everything, bankWide), await askAll(north)]
    await growOutside(banyan.ctx)
    const [allAfter, after] = [await askAll(everything, bankWide), await askAll(north)]
    const changed = (one: typeof before, other: typeof before): string[] =>
      asking.filter((operation) => one.get(operation)?.body !== other.get(operation)?.body)
    expect(changed(before, after)).toEqual([])
    expect([...after].filter(([, { body }]) => /OUT\d|Outville/.test(body)).map(([which]) => which)).toEqual(
      [],
    )
    const wrong = [...after].filter(([, { status }]) => ![200, 403, 404].includes(status))
    expect(wrong.map(([which, { status, body }]) => `${which} ${status} ${body}`)).toEqual([])
    const exercised = changed(allBefore, allAfter).filter((operation) => after.get(operation)?.status === 200)
    expect(bankWide.filter((operation) => !exercised.includes(operation))).toEqual([])
  }, 240_000)

  it('finds nobody of the other branch by number', async () => {
    const ofOne = operations.filter((operation) => /^GET .*\/customers\/\{/.test(operation))
    const found: string[] = []
    for (const operation of ofOne) {
      const url = (questions[operation]?.toString() ?? pathOf(operation.slice(4))).replace('IN1', 'OUT1')
      const { status } = await ask(operation, north, url)
      if (status !== 404) found.push(`${operation} ${status}`)
    }
    expect(ofOne.length).toBeGreaterThan(15)
    expect(found).toEqual([])
  })

  it('may write what stays within the branch, and nothing else', async () => {
    const openapi = operationsOf((await banyan.server.inject({ url: '/api/openapi.json' })).json())
    const allowed: string[] = []
    for (const { method, path, body } of openapi) {
      const operation = `${method} ${path}`
      if (method === 'GET' || operation in questions || path === '/api/session') continue
      const answer = await banyan.server.inject({
        method: z.enum(['POST', 'PUT', 'PATCH', 'DELETE']).parse(method),
        url: path.replaceAll(/\{\w+\}/g, '9999'),
        headers: { ...north, 'if-match': '"999"' },
        ...(body === undefined ? {} : { payload: Object(valueOf(body, ordinaryText(1))) }),
      })
      if (answer.statusCode !== 403) allowed.push(operation)
    }
    expect(allowed.toSorted()).toEqual(writes)
  })
})
