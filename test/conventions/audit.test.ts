import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Banyan, openBanyan } from '../../src/app.ts'
import { ensureAdministrator } from '../../src/govern/access/index.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { createTestDatabase } from '../harness/test-context.ts'
import { operationsOf } from '../hostile/api-operations.ts'

const administrator = { login: 'admin', password: 'an-administrator' }

let directory: string
let banyan: Banyan
let session: Record<string, string>

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'banyan-audit-'))
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
  const answer = await banyan.server.inject({ method: 'POST', url: '/api/session', payload: administrator })
  const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
  session = { cookie, 'x-requested-with': 'banyan' }
  await sql`INSERT INTO organisation (code, name, level) VALUES ('B1', 'B1', 'branch')`.execute(
    banyan.ctx.postgres,
  )
  await sql`INSERT INTO staff (code, name, organisation, position) VALUES ('M1', 'M1', 'B1', 'manager')`.execute(
    banyan.ctx.postgres,
  )
  await sql`
    INSERT INTO call_entry (touch, route_id, journey_id, customer, customer_number, phone, title, script, due_on,
                            created_at, updated_at)
    VALUES ('00000000-0000-4000-8000-000000000001', 1, 1, 1, 'N1', '', '', 'Hello', '2030-01-01', now(), now())`.execute(
    banyan.ctx.postgres,
  )
  await stored('identifier', {
    namespace: 'customer_number',
    value: 'N1',
    customer: 1,
    first_seen: '2026-01-01T00:00:00Z',
  })
  for (const id of letters) await stored('dead_letter', { ...letter, id })
  await stored('lead', {
    journey: 0,
    version: 1,
    node: 'ring',
    tick: 0,
    customer: 1,
    lead: letters[0],
    status: 'open',
  })
})
afterAll(async () => {
  await banyan.stop()
  rmSync(directory, { recursive: true, force: true })
})

const letters = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'] as const
const letter = {
  received: '2026-11-01T00:00:00Z',
  source: 1,
  protocol: 'segment',
  reason: 'missing_name',
  detail: '',
  body: '{}',
  state: 'open',
  updated: '2026-11-01T00:00:00Z',
}
const stored = (table: string, row: object): Promise<void> =>
  banyan.ctx.clickhouse.insert(table, Object.keys(row), JSON.stringify(row))

const text = (of: string) => ({ 'zh-CN': of, en: of })
const rule = { attribute: 'gender', op: 'eq', value: 'F' }
const graph = {
  entry: { segment: 'women', next: 'end' },
  nodes: { end: { type: 'exit' } },
}

const logins = { type: 'trend', series: [{ event: 'login', measure: { of: 'users' } }], interval: 'day' }

interface Write {
  readonly operation: string
  readonly url?: string
  readonly body?: object
  /** Read this first and send its ETag. */
  readonly etagOf?: string
}

/** A successful call of every write, in an order in which each finds what it needs. */
const writes: readonly Write[] = [
  {
    operation: 'POST /api/sources',
    body: { key: 'app', name: 'App', channel: 'app', allowedOrigins: [], strict: false },
  },
  {
    operation: 'PATCH /api/sources/{id}',
    url: '/api/sources/1',
    etagOf: '/api/sources/1',
    body: { name: 'Our app' },
  },
  {
    operation: 'POST /api/sources/{id}/rotate-key',
    url: '/api/sources/1/rotate-key',
    etagOf: '/api/sources/1',
  },
  {
    operation: 'POST /api/event-definitions',
    body: { name: 'paid', properties: [{ name: 'amount', type: 'number' }] },
  },
  {
    operation: 'PATCH /api/event-definitions/{name}',
    url: '/api/event-definitions/paid',
    etagOf: '/api/event-definitions/paid',
    body: { title: 'Paid' },
  },
  {
    operation: 'PATCH /api/event-definitions/{name}/properties/{property}',
    url: '/api/event-definitions/paid/properties/amount',
    etagOf: '"1"',
    body: { required: true },
  },
  {
    operation: 'PATCH /api/identity/namespaces/{key}',
    url: '/api/identity/namespaces/device',
    etagOf: '/api/identity/namespaces/device',
    body: { maxCustomers: 4 },
  },
  {
    operation: 'POST /api/identity/shared',
    body: { namespace: 'device', value: 'kiosk', note: 'in the hall' },
  },
  { operation: 'POST /api/dead-letters/replay', body: { ids: [letters[0]] } },
  { operation: 'POST /api/dead-letters/discard', body: { ids: [letters[1]] } },
  { operation: 'POST /api/segments', body: { key: 'women', name: text('women'), rule } },
  {
    operation: 'PUT /api/segments/{key}',
    url: '/api/segments/women',
    etagOf: '/api/segments/women',
    body: { name: text('all women'), rule },
  },
  { operation: 'POST /api/segments/{key}/snapshots', url: '/api/segments/women/snapshots' },
  {
    operation: 'PUT /api/segments/{key}/schedule',
    url: '/api/segments/women/schedule',
    etagOf: '/api/segments/women',
    body: { schedule: { every: 'day', at: '06:00' } },
  },
  {
    operation: 'PUT /api/segments/{key}/retention',
    url: '/api/segments/women/retention',
    etagOf: '/api/segments/women',
    body: { keepSnapshots: 7 },
  },
  {
    operation: 'POST /api/segments/{key}/copies',
    url: '/api/segments/women/copies',
    body: { key: 'women_again' },
  },
  {
    operation: 'POST /api/customer-lists',
    body: { key: 'handpicked', name: text('handpicked'), content: 'N1' },
  },
  { operation: 'DELETE /api/customer-lists/{key}', url: '/api/customer-lists/handpicked' },
  {
    operation: 'PUT /api/contact-policy',
    etagOf: '/api/contact-policy',
    body: { purpose: 'marketing', consent: 'opt_out', caps: [{ limit: 3, days: 7 }], quietHours: null },
  },
  {
    operation: 'PUT /api/trading-days/{year}',
    url: '/api/trading-days/2031',
    etagOf: '/api/trading-days/2031',
    body: { source: 'a notice', days: [{ day: '2031-01-01', trading: false, name: 'New Year' }] },
  },
  { operation: 'POST /api/sql-lab/run', body: { sql: 'SELECT 1' } },
  { operation: 'POST /api/sql-lab/exports', body: { sql: 'SELECT 1' } },
  {
    operation: 'POST /api/sql-lab/queries',
    body: { name: 'One', sql: 'SELECT 1', shared: false },
  },
  {
    operation: 'PUT /api/sql-lab/queries/{id}',
    url: '/api/sql-lab/queries/1',
    etagOf: '/api/sql-lab/queries/1',
    body: { name: 'One', sql: 'SELECT 1', shared: true },
  },
  {
    operation: 'DELETE /api/sql-lab/queries/{id}',
    url: '/api/sql-lab/queries/1',
    etagOf: '/api/sql-lab/queries/1',
  },
  {
    operation: 'POST /api/suppression-lists',
    body: { key: 'vip', name: text('vip'), blocks: ['marketing'] },
  },
  {
    operation: 'PUT /api/suppression-lists/{key}',
    url: '/api/suppression-lists/vip',
    etagOf: '"1"',
    body: { name: text('vip'), blocks: ['marketing', 'care'] },
  },
  {
    operation: 'POST /api/suppression-lists/{key}/entries',
    url: '/api/suppression-lists/vip/entries',
    body: { content: 'N1' },
  },
  { operation: 'DELETE /api/suppression-lists/{key}', url: '/api/suppression-lists/vip' },
  {
    operation: 'PUT /api/channels/{channel}',
    url: '/api/channels/sms',
    etagOf: '"1"',
    body: { hourlyLimit: 1000, outboxLimit: 50_000, costMicros: 45_000 },
  },
  {
    operation: 'POST /api/channels/{channel}/routes',
    url: '/api/channels/sms/routes',
    body: { provider: 'webhook', settings: { url: 'https://example.com', secret: 'a secret of the audit' } },
  },
  {
    operation: 'PUT /api/channels/{channel}/routes/{id}',
    url: '/api/channels/sms/routes/1',
    etagOf: '"1"',
    body: { provider: 'simulator', settings: { delivered: 1, opened: 0.5, clicked: 0.1 } },
  },
  {
    operation: 'POST /api/channels/{channel}/routes/{id}/test',
    url: '/api/channels/sms/routes/1/test',
    body: { address: '13800000000', body: 'A test' },
  },
  { operation: 'DELETE /api/channels/{channel}/routes/{id}', url: '/api/channels/sms/routes/1' },
  { operation: 'POST /api/channel-dead-letters/retry', body: { channel: 'sms' } },
  {
    operation: 'POST /api/calls/{id}/outcome',
    url: '/api/calls/00000000-0000-4000-8000-000000000001/outcome',
    body: { outcome: 'reached' },
  },
  {
    operation: 'PUT /api/leads/{id}/status',
    url: `/api/leads/${letters[0]}/status`,
    body: { status: 'done' },
  },
  { operation: 'PUT /api/call-capacities/{manager}', url: '/api/call-capacities/M1', body: { perDay: 5 } },
  { operation: 'DELETE /api/call-capacities/{manager}', url: '/api/call-capacities/M1' },
  {
    operation: 'POST /api/templates',
    body: { key: 'note', channel: 'inbox', name: text('note'), content: { en: { body: 'Hello' } } },
  },
  {
    operation: 'POST /api/templates/{key}/versions',
    url: '/api/templates/note/versions',
    etagOf: '/api/templates/note',
    body: { note: 'first' },
  },
  {
    operation: 'PUT /api/templates/{key}',
    url: '/api/templates/note',
    etagOf: '/api/templates/note',
    body: { key: 'note', channel: 'inbox', name: text('note'), content: { en: { body: 'Good day' } } },
  },
  {
    operation: 'POST /api/templates/{key}/versions/{version}/restoration',
    url: '/api/templates/note/versions/1/restoration',
    etagOf: '/api/templates/note',
  },
  { operation: 'DELETE /api/templates/{key}', url: '/api/templates/note', etagOf: '/api/templates/note' },
  { operation: 'PUT /api/content-policy', etagOf: '/api/content-policy', body: { fourEyes: true } },
  { operation: 'PUT /api/sensitive-words', body: { word: 'best ever' } },
  { operation: 'DELETE /api/sensitive-words/{word}', url: '/api/sensitive-words/best%20ever' },
  { operation: 'POST /api/journeys', body: { key: 'welcome', name: text('welcome'), graph } },
  {
    operation: 'PUT /api/journeys/{key}',
    url: '/api/journeys/welcome',
    etagOf: '/api/journeys/welcome',
    body: { name: text('warm welcome'), graph },
  },
  {
    operation: 'POST /api/journeys/{key}/publish',
    url: '/api/journeys/welcome/publish',
    etagOf: '/api/journeys/welcome',
  },
  {
    operation: 'POST /api/journey-library/{key}/journeys',
    url: '/api/journey-library/complaint_care/journeys',
    body: {},
  },
  { operation: 'POST /api/journeys/{key}/pause', url: '/api/journeys/welcome/pause' },
  { operation: 'POST /api/journeys/{key}/resume', url: '/api/journeys/welcome/resume' },
  { operation: 'POST /api/journeys/{key}/webhooks/retry', url: '/api/journeys/welcome/webhooks/retry' },
  { operation: 'POST /api/journeys/{key}/advance', url: '/api/journeys/welcome/advance' },
  { operation: 'POST /api/effects/{journey}/refresh', url: '/api/effects/welcome/refresh' },
  {
    operation: 'PUT /api/effects/{journey}/plan',
    url: '/api/effects/welcome/plan',
    etagOf: '/api/effects/welcome/plan',
    body: { plannedCustomers: 20_000 },
  },
  { operation: 'POST /api/journeys/{key}/dry-run', url: '/api/journeys/welcome/dry-run', body: {} },
  {
    operation: 'POST /api/journeys/{key}/simulations',
    url: '/api/journeys/welcome/simulations',
    body: { days: 1 },
  },
  {
    operation: 'POST /api/journeys/{key}/copies',
    url: '/api/journeys/welcome/copies',
    body: { key: 'welcome_again' },
  },
  {
    operation: 'POST /api/journeys/{key}/publish',
    url: '/api/journeys/welcome_again/publish',
    etagOf: '/api/journeys/welcome_again',
  },
  {
    operation: 'POST /api/journeys/{key}/cancel',
    url: '/api/journeys/welcome_again/cancel',
    body: { reason: 'one welcome is enough' },
  },
  {
    operation: 'POST /api/journeys/{key}/copies',
    url: '/api/journeys/welcome/copies',
    body: { key: 'welcome_draft' },
  },
  {
    operation: 'DELETE /api/journeys/{key}',
    url: '/api/journeys/welcome_draft',
    etagOf: '/api/journeys/welcome_draft',
  },
  { operation: 'POST /api/journeys/{key}/finish', url: '/api/journeys/welcome/finish' },
  { operation: 'POST /api/journeys/{key}/archive', url: '/api/journeys/welcome/archive' },
  { operation: 'POST /api/journeys/{key}/restore', url: '/api/journeys/welcome/restore' },
  {
    operation: 'POST /api/consents',
    body: { customerNumber: 'N1', purpose: 'marketing', channel: 'sms', granted: true },
  },
  {
    operation: 'POST /api/customers/{number}/unmaskings',
    url: '/api/customers/N1/unmaskings',
    body: { fields: ['phone'], reason: 'call back' },
  },
  { operation: 'POST /api/suppressions', body: { customerNumber: 'N1', reason: 'complaint' } },
  {
    operation: 'POST /api/tag-groups',
    body: { key: 'given', name: text('given'), source: 'import', schedule: 'manual' },
  },
  {
    operation: 'PUT /api/tag-groups/{key}',
    url: '/api/tag-groups/given',
    etagOf: '/api/tag-groups/given',
    body: { name: text('handed in'), schedule: 'weekly' },
  },
  {
    operation: 'POST /api/tags',
    body: {
      key: 'score',
      group: 'given',
      name: text('score'),
      definition: { kind: 'imported', type: 'number' },
    },
  },
  {
    operation: 'PUT /api/tags/{key}',
    url: '/api/tags/score',
    etagOf: '/api/tags/score',
    body: { group: 'given', name: text('grade'), definition: { kind: 'imported', type: 'number' } },
  },
  { operation: 'POST /api/tags/{key}/values', url: '/api/tags/score/values', body: { content: 'N1,3' } },
  { operation: 'DELETE /api/tags/{key}/values', url: '/api/tags/score/values' },
  { operation: 'DELETE /api/tags/{key}', url: '/api/tags/score', etagOf: '/api/tags/score' },
  {
    operation: 'POST /api/tag-groups',
    body: { key: 'spare', name: text('spare'), source: 'customer' },
  },
  {
    operation: 'DELETE /api/tag-groups/{key}',
    url: '/api/tag-groups/spare',
    etagOf: '/api/tag-groups/spare',
  },
  {
    operation: 'POST /api/metrics',
    body: {
      key: 'sign_ins',
      name: text('sign-ins'),
      grain: 'event',
      unit: 'count',
      direction: 'up',
      formula: { kind: 'measure', of: 'count', events: ['login'] },
    },
  },
  {
    operation: 'PUT /api/metrics/{key}',
    url: '/api/metrics/sign_ins',
    etagOf: '/api/metrics/sign_ins',
    body: {
      name: text('signed in'),
      grain: 'customer',
      unit: 'count',
      direction: 'up',
      formula: { kind: 'measure', of: 'users', events: ['login'] },
    },
  },
  {
    operation: 'PUT /api/metrics/{key}/targets',
    url: '/api/metrics/sign_ins/targets',
    etagOf: '/api/metrics/sign_ins',
    body: { targets: [{ organisation: '', period: '2026-Q4', target: 1000 }] },
  },
  {
    operation: 'POST /api/metrics/{key}/backfills',
    url: '/api/metrics/sign_ins/backfills',
    body: { from: '2026-10-01', to: '2026-10-02' },
  },
  {
    operation: 'POST /api/alerts/rules',
    body: {
      key: 'few_sign_ins',
      name: text('few sign-ins'),
      metric: 'sign_ins',
      condition: { type: 'threshold', op: 'below', value: 10 },
    },
  },
  {
    operation: 'PUT /api/alerts/rules/{key}',
    url: '/api/alerts/rules/few_sign_ins',
    etagOf: '/api/alerts/rules/few_sign_ins',
    body: {
      name: text('few sign-ins'),
      metric: 'sign_ins',
      condition: { type: 'threshold', op: 'below', value: 20 },
    },
  },
  {
    operation: 'DELETE /api/alerts/rules/{key}',
    url: '/api/alerts/rules/few_sign_ins',
    etagOf: '/api/alerts/rules/few_sign_ins',
  },
  {
    operation: 'POST /api/metrics/{key}/archive',
    url: '/api/metrics/sign_ins/archive',
    etagOf: '/api/metrics/sign_ins',
  },
  {
    operation: 'POST /api/metrics/{key}/restore',
    url: '/api/metrics/sign_ins/restore',
    etagOf: '/api/metrics/sign_ins',
  },
  { operation: 'POST /api/metric-library', body: { keys: ['mau'] } },
  { operation: 'PUT /api/quiet-days', body: { day: '2026-11-11', name: 'a release' } },
  { operation: 'DELETE /api/quiet-days/{day}', url: '/api/quiet-days/2026-11-11' },
  {
    operation: 'POST /api/users',
    body: { login: 'vera', name: 'Vera', role: 'viewer', password: 'a-viewer-of-things' },
  },
  {
    operation: 'PATCH /api/users/{id}',
    url: '/api/users/2',
    etagOf: '"1"',
    body: { name: 'Vera V.' },
  },
  { operation: 'POST /api/api-keys', body: { name: 'reports', scopes: ['learn:read'] } },
  { operation: 'DELETE /api/api-keys/{id}', url: '/api/api-keys/1' },
  {
    operation: 'POST /api/analyses',
    body: { name: text('logins'), analysis: { ...logins, range: { lastDays: 7 } } },
  },
  {
    operation: 'PUT /api/analyses/{id}',
    url: '/api/analyses/1',
    etagOf: '/api/analyses/1',
    body: { name: text('logins'), analysis: { ...logins, range: { lastDays: 30 } } },
  },
  { operation: 'DELETE /api/analyses/{id}', url: '/api/analyses/1', etagOf: '/api/analyses/1' },
  { operation: 'POST /api/dashboards', body: { name: text('daily') } },
  {
    operation: 'PUT /api/dashboards/{id}',
    url: '/api/dashboards/1',
    etagOf: '/api/dashboards/1',
    body: { name: text('daily'), filters: { range: { lastDays: 7 } } },
  },
  {
    operation: 'PUT /api/dashboards/{id}/sharing',
    url: '/api/dashboards/1/sharing',
    etagOf: '/api/dashboards/1',
    body: { everyone: 'view' },
  },
  {
    operation: 'POST /api/dashboards/{id}/exports',
    url: '/api/dashboards/1/exports',
    body: { format: 'xlsx' },
  },
  {
    operation: 'POST /api/dashboards/{id}/copies',
    url: '/api/dashboards/1/copies',
    body: { name: text('mine') },
  },
  {
    operation: 'POST /api/dashboards/{id}/mailings',
    url: '/api/dashboards/1/mailings',
    body: { recipients: ['desk@bank.example'], schedule: { every: 'day', at: '08:00' } },
  },
  {
    operation: 'PUT /api/dashboards/{id}/mailings/{mailing}',
    url: '/api/dashboards/1/mailings/1',
    etagOf: '"1"',
    body: { recipients: ['desk@bank.example'], schedule: { every: 'day', at: '09:00' }, enabled: false },
  },
  {
    operation: 'POST /api/dashboards/{id}/mailings/{mailing}/sendings',
    url: '/api/dashboards/1/mailings/1/sendings',
  },
  {
    operation: 'DELETE /api/dashboards/{id}/mailings/{mailing}',
    url: '/api/dashboards/1/mailings/1',
    etagOf: '"2"',
  },
  {
    operation: 'POST /api/annotations',
    body: { name: text('a release'), firstDay: '2026-11-11', lastDay: '2026-11-11' },
  },
  {
    operation: 'PUT /api/annotations/{id}',
    url: '/api/annotations/1',
    etagOf: '"1"',
    body: { name: text('a release'), firstDay: '2026-11-11', lastDay: '2026-11-12' },
  },
  { operation: 'DELETE /api/annotations/{id}', url: '/api/annotations/1', etagOf: '"2"' },
  {
    operation: 'POST /api/dashboards/{id}/archive',
    url: '/api/dashboards/1/archive',
    etagOf: '/api/dashboards/1',
  },
  {
    operation: 'POST /api/dashboards/{id}/restore',
    url: '/api/dashboards/1/restore',
    etagOf: '/api/dashboards/1',
  },
  { operation: 'DELETE /api/dashboards/{id}', url: '/api/dashboards/1', etagOf: '/api/dashboards/1' },
  { operation: 'POST /api/dashboard-library', body: { keys: ['mobile_bank_mau'] } },
  { operation: 'POST /api/session', body: administrator },
  { operation: 'DELETE /api/segments/{key}', url: '/api/segments/women', etagOf: '/api/segments/women' },
  {
    operation: 'POST /api/segments/{key}/restore',
    url: '/api/segments/women/restore',
    etagOf: '/api/segments/women',
  },
  { operation: 'DELETE /api/session' },
]

/** They write nothing; a rule is too long for an address, and names and phones do not belong in one. */
const reads = [
  'POST /api/journeys/validate',
  'POST /api/analyses/run',
  'POST /api/analyses/members',
  'POST /api/sql-lab/check',
  'POST /api/dashboard-questions',
  'POST /api/dashboards/{id}/mail-previews',
  'POST /api/dashboard-metrics',
  'POST /api/contributions/change',
  'POST /api/contributions/rate',
  'POST /api/contributions/causes',
  'POST /api/effects/sample-size',
  'POST /api/tag-previews',
  'POST /api/template-previews',
  'POST /api/metric-previews',
  'POST /api/rules/estimate',
  'POST /api/rules/profile',
  'POST /api/rules/explanations',
  'POST /api/segment-schedules/preview',
  'POST /api/customers/searches',
]
/** They need a running refresh, search or snapshot, and have tests of their own beside their source. */
const elsewhere: readonly string[] = [
  'POST /api/tag-groups/{key}/refresh',
  'POST /api/journeys/{key}/migrations',
  'POST /api/journeys/{key}/entries',
  'POST /api/journeys/{key}/dry-runs/{id}/cancellation',
  'POST /api/journeys/{key}/simulations/{id}/cancellation',
  'POST /api/journeys/{key}/versions/{version}/restore',
  'POST /api/tag-groups/{key}/backfills',
  'POST /api/tag-backfills/{id}/cancellation',
  'DELETE /api/tag-groups/{key}/past-days/{day}',
  'PUT /api/tags/{key}/customer-value',
  'PUT /api/segments/{key}/snapshots/{version}/pin',
  'POST /api/segments/{key}/exports',
  'POST /api/segment-exports/{id}/cancellation',
  'POST /api/lookalikes',
  'POST /api/lookalikes/{id}/segments',
  'DELETE /api/lookalikes/{id}',
  'POST /api/jobs/{id}/cancellation',
  'PUT /api/relations',
  'DELETE /api/relations',
  'POST /api/identity/shared/{id}/allow',
  'POST /api/identity/separations/{id}/lift',
  'POST /api/identity/merges/{id}/undo',
  'POST /api/identity/conflicts/{id}/queue',
  'POST /api/duplicates/search',
  'POST /api/duplicates/{id}/accept',
  'POST /api/duplicates/{id}/refuse',
  'POST /api/duplicates/{id}/undo',
  'POST /api/templates/{key}/versions/{version}/decision',
  'POST /api/alerts/findings/{id}/acknowledge',
  'POST /api/alerts/findings/{id}/resolve',
  'POST /api/alerts/findings/{id}/journey',
  'POST /api/analyses/segment',
  'POST /api/wecom/contact-ways',
  'POST /api/wecom/mass-messages/{route}/{msgid}/remind',
  'POST /api/wecom/mass-messages/{route}/{msgid}/cancel',
]

async function call({ operation, url, body, etagOf }: Write): Promise<number> {
  const [method, path] = z
    .tuple([z.enum(['POST', 'PUT', 'PATCH', 'DELETE']), z.string()])
    .parse(operation.split(' '))
  const headers = { ...session }
  if (etagOf !== undefined) {
    const read = etagOf.startsWith('/')
      ? await banyan.server.inject({ url: etagOf, headers: session })
      : undefined
    headers['if-match'] = read ? String(read.headers['etag']) : etagOf
  }
  const answer = await banyan.server.inject({
    method,
    url: url ?? path,
    headers,
    ...(body ? { payload: body } : {}),
  })
  if (answer.statusCode >= 300) throw new Error(`${operation}: ${answer.statusCode} ${answer.body}`)
  return answer.statusCode
}

async function auditRows(): Promise<number> {
  const row = await banyan.ctx.postgres
    .withTables<{ audit: { id: number } }>()
    .selectFrom('audit')
    .select((e) => e.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  return row.rows
}

describe('the audit log', () => {
  it('gets a row from every write', async () => {
    const silent: string[] = []
    for (const write of writes) {
      const before = await auditRows()
      await call(write)
      if ((await auditRows()) <= before) silent.push(write.operation)
    }
    expect(silent).toEqual([])
  })

  it('is asked about every write that the API has', async () => {
    const openapi = await banyan.server.inject({ url: '/api/openapi.json' })
    const all = operationsOf(openapi.json())
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path}`)
    const asked = [...writes.map(({ operation }) => operation), ...reads, ...elsewhere]
    expect(all.filter((operation) => !asked.includes(operation))).toEqual([])
  })
})
