import { sql } from 'kysely'
import { createServer } from 'node:http'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { saveRoute } from '../../engage/channels/index.ts'
import { readJourney } from '../../engage/journeys/index.ts'
import { metricNamed } from '../metrics/testing/metric-fixture.ts'
import { moveFinding } from './acknowledge-finding.ts'
import { answerFinding } from './answer-finding.ts'
import { checkAlerts } from './check-alerts.ts'
import { listAlertRules } from './list-alert-rules.ts'
import { listFindings, readFinding, readHistory } from './read-findings.ts'
import { createAlertRule, updateAlertRule } from './save-alert-rule.ts'
import { type AlertRuleInput, alertRulesQuery, alertRuleView, findingsQuery, newAlertRule } from './schema.ts'
import { tellFindings } from './tell-findings.ts'

const day = 86_400_000
let t: TestContext
const mails: string[] = []
const calls: { id: string; body: string }[] = []
let answers: number[] = []
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData: (stream, _session, done) => {
    let mail = ''
    stream.on('data', (part) => (mail += String(part)))
    stream.on('end', () => {
      mails.push(mail)
      done()
    })
  },
})
const web = createServer((request, response) => {
  let body = ''
  request.on('data', (part) => (body += String(part)))
  request.on('end', () => {
    calls.push({ id: String(request.headers['webhook-id']), body })
    response.writeHead(answers.shift() ?? 204).end()
  })
})

beforeAll(async () => {
  const port = z.object({ port: z.number() })
  await new Promise<void>((done) => void smtp.listen(0, '127.0.0.1', () => done()))
  await new Promise<void>((done) => web.listen(0, '127.0.0.1', done))
  t = await openTestContext({
    overrides: {
      webhook: { allowPrivateAddresses: true },
      email: {
        url: `smtp://127.0.0.1:${port.parse(smtp.server.address()).port}`,
        from: 'banyan@example.com',
      },
    },
  })
  await t.ctx.postgres
    .withTables<{ organisation: { code: string; parent: string | null; name: string; level: string } }>()
    .insertInto('organisation')
    .values([
      { code: 'B', parent: null, name: 'Head office', level: 'head_office' },
      { code: 'B1', parent: 'B', name: 'North', level: 'branch' },
      { code: 'B2', parent: 'B', name: 'South', level: 'branch' },
      { code: 'B21', parent: 'B2', name: 'South Gate', level: 'sub_branch' },
    ])
    .execute()
  const url = `http://127.0.0.1:${port.parse(web.address()).port}/hook`
  await saveRoute(t.ctx, 'webhook', {
    name: 'desk',
    provider: 'webhook',
    settings: { url, secret: 'a secret of sixteen or more' },
  })
})
afterAll(async () => {
  web.close()
  await new Promise<void>((done) => smtp.close(() => done()))
  await t.close()
})
beforeEach(() => {
  mails.length = 0
  calls.length = 0
  answers = []
})

const name = (text: string) => ({ 'zh-CN': text, en: text })
const today = () => new Date(t.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
const earlier = (days: number) => new Date(Date.parse(today()) - days * day).toISOString().slice(0, 10)

const addRule = (rule: AlertRuleInput) => createAlertRule(t.ctx, newAlertRule.parse(rule))
const findings = async (rule: string) => (await listFindings(t.ctx, findingsQuery.parse({ rule }))).items
const nextDay = () => t.clock.advance(day)

it('finds once what goes on for days, and resolves it when it is over', async () => {
  const store = await metricNamed(t.ctx, 'calls')
  await addRule({
    key: 'few_calls',
    name: name('few calls'),
    metric: 'calls',
    condition: { type: 'threshold', op: 'below', value: 100 },
  })
  await store([{ day: earlier(1), value: 90 }])
  expect(await checkAlerts(t.ctx)).toEqual({ opened: 1 })
  expect(await checkAlerts(t.ctx)).toEqual({ opened: 0 })
  nextDay()
  await store([{ day: earlier(1), value: 80 }])
  await checkAlerts(t.ctx)
  expect(await findings('few_calls')).toMatchObject([{ state: 'open', days: 2, value: 80, compared: 100 }])
  nextDay()
  await checkAlerts(t.ctx) // no value yet: nothing is said
  expect(await findings('few_calls')).toMatchObject([{ state: 'open', days: 2 }])
  await store([{ day: earlier(1), value: 120 }])
  await checkAlerts(t.ctx)
  const [finding] = await findings('few_calls')
  expect(finding).toMatchObject({ state: 'resolved', days: 2 })
  expect((await readHistory(t.ctx, finding?.id ?? 0)).map(({ what }) => what)).toEqual([
    'opened',
    'went_on',
    'resolved',
  ])
  nextDay()
  await store([{ day: earlier(1), value: 10 }])
  expect(await checkAlerts(t.ctx)).toEqual({ opened: 1 })
  expect((await findings('few_calls')).length).toBe(2)
})

it('looks at every branch for itself, against an earlier day', async () => {
  const store = await metricNamed(t.ctx, 'money')
  await addRule({
    key: 'losing',
    name: name('losing'),
    metric: 'money',
    scope: { level: 'branch' },
    condition: { type: 'change', against: 'month', direction: 'down', percent: 10 },
  })
  const values = (organisation: string, before: number, now: number) => [
    { day: earlier(31), organisation, value: before },
    { day: earlier(1), organisation, value: now },
  ]
  await store([...values('B1', 1_000, 950), ...values('B2', 1_000, 880), ...values('B21', 1_000, 10)])
  await checkAlerts(t.ctx)
  expect(await findings('losing')).toMatchObject([
    { organisation: 'B2', organisationName: 'South', value: 880, compared: 1_000 },
  ])
})

it('finds what is unusual for the weekday, but not on a quiet day', async () => {
  const store = await metricNamed(t.ctx, 'visits')
  await addRule({
    key: 'odd_visits',
    name: name('odd visits'),
    metric: 'visits',
    condition: { type: 'anomaly', direction: 'either' },
  })
  await store(
    Array.from({ length: 60 }, (_, i) => {
      const on = earlier(i + 1)
      const weekend = [0, 6].includes(new Date(`${on}T00:00:00Z`).getUTCDay())
      return { day: on, value: i === 0 ? 900 : (weekend ? 200 : 500) + ((i * 7) % 11) }
    }),
  )
  await checkAlerts(t.ctx)
  const [finding] = await findings('odd_visits')
  expect(finding).toMatchObject({ value: 900, state: 'open' })
  expect(finding?.score).toBeGreaterThan(3.5)
})

it('tells by mail and webhook once, and tries again where it did not get through', async () => {
  const store = await metricNamed(t.ctx, 'sales')
  await addRule({
    key: 'low_sales',
    name: name('low sales'),
    metric: 'sales',
    condition: { type: 'threshold', op: 'below', value: 5 },
    emails: ['head@example.com'],
    webhooks: ['desk'],
  })
  await store([{ day: earlier(1), value: 3 }])
  await checkAlerts(t.ctx)
  answers = [503]
  expect(await tellFindings(t.ctx)).toEqual({ told: 1 })
  expect(mails.length).toBe(1)
  expect(mails[0]).toContain('head@example.com')
  t.clock.advance(5 * 60_000)
  expect(await tellFindings(t.ctx)).toEqual({ told: 1 })
  expect(calls.length).toBe(2)
  expect(calls[0]?.id).toBe(calls[1]?.id)
  expect(JSON.parse(calls[1]?.body ?? '')).toMatchObject({ type: 'finding', rule: 'low_sales', value: 3 })
  t.clock.advance(60 * 60_000)
  expect(await tellFindings(t.ctx)).toEqual({ told: 0 })
  const [finding] = await findings('low_sales')
  expect((await readHistory(t.ctx, finding?.id ?? 0)).map(({ what }) => what)).toEqual([
    'opened',
    'told',
    'told',
  ])
})

it('is acknowledged once, and answered by a draft whose customers are those behind it', async () => {
  const [finding] = await findings('losing')
  const id = finding?.id ?? 0
  await moveFinding(t.ctx, id, 'acknowledged', 'we call them')
  await expect(moveFinding(t.ctx, id, 'acknowledged', '')).rejects.toThrow('acknowledged already')
  await answerFinding(t.ctx, id, { journey: 'win_back_south', from: 'customers' })
  expect(await readFinding(t.ctx, id)).toMatchObject({ state: 'acknowledged', journey: 'win_back_south' })
  expect(await readJourney(t.ctx, 'win_back_south')).toMatchObject({ status: 'draft' })
  const plans = await sql<{ primary: string; measure: unknown }>`
    SELECT plan ->> 'primary' AS primary, plan -> 'metrics' -> 0 -> 'measure' AS measure
    FROM effect_plan JOIN journey ON journey.id = journey_id WHERE journey.key = 'win_back_south'`.execute(
    t.ctx.postgres,
  )
  expect(plans.rows).toEqual([
    { primary: `finding_${id}`, measure: { kind: 'registry', metric: finding?.metric } },
  ])
  const segment = await t.ctx.postgres
    .withTables<{ segment: { key: string; rule: unknown } }>()
    .selectFrom('segment')
    .select('rule')
    .where('key', '=', `finding_${id}`)
    .executeTakeFirstOrThrow()
  expect(segment.rule).toEqual({ attribute: 'branch', op: 'in', value: ['B2', 'B21'] })
  // Who was found behind a point of an analysis is answered by a segment of theirs.
  const chosen = { journey: 'win_back_found', from: 'segment' as const }
  await expect(answerFinding(t.ctx, id, { ...chosen, segment: 'nobody' })).rejects.toThrow(
    'no segment "nobody"',
  )
  await answerFinding(t.ctx, id, { ...chosen, segment: `finding_${id}` })
  expect((await readJourney(t.ctx, 'win_back_found')).graph.entry).toMatchObject({ segment: `finding_${id}` })
  await expect(answerFinding(t.ctx, id, { journey: 'win_back_south', from: 'customers' })).rejects.toThrow(
    'choose another key',
  )
})

it('refuses rules about what is not there, and forgets what a rule found that now means something else', async () => {
  const rule = {
    key: 'nothing',
    name: name('nothing'),
    metric: 'calls',
    condition: { type: 'threshold' as const, op: 'above' as const, value: 1 },
  }
  await expect(addRule({ ...rule, metric: 'no_metric' })).rejects.toThrow('no metric "no_metric"')
  await expect(addRule({ ...rule, scope: { organisation: 'B9' } })).rejects.toThrow('no organisation "B9"')
  await expect(addRule({ ...rule, webhooks: ['nowhere'] })).rejects.toThrow('webhook route "nowhere"')
  const { key: _key, ...change } = newAlertRule.parse({
    ...rule,
    condition: { type: 'threshold', op: 'below', value: 1 },
  })
  await updateAlertRule(t.ctx, 'few_calls', 1, change)
  const { items } = await listAlertRules(t.ctx, alertRulesQuery.parse({ search: 'few_calls' }))
  expect(items.map((one) => alertRuleView.parse(one))).toMatchObject([
    { key: 'few_calls', version: 2, open: 0 },
  ])
  expect((await findings('few_calls')).every(({ state }) => state === 'resolved')).toBe(true)
})
