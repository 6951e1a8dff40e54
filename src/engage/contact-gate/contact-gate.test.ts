import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { saveContactPolicy } from '../../decide/policy/index.ts'
import { type GateQuestion, gateRoutesSql, refusedSinceSql } from './index.ts'
import { prepareGate } from './gate-question.ts'
import { gateVerdictsSql } from './gate-sql.ts'
import { checkContact } from './check-contact.ts'
import { runningJourney, store } from './testing/gate-fixture.ts'

let t: TestContext
let low: number
beforeAll(async () => {
  t = await openTestContext()
  low = await runningJourney(t, 'low', { priority: 10 })
  await runningJourney(t, 'high', { priority: 90 })
})
afterAll(() => t.close())
beforeEach(async () => {
  for (const table of ['consent', 'suppression', 'touch', 'contact_point', 'customer', 'product'])
    await store(t, table, [])
})

const hoursAgo = (hours: number): string =>
  new Date(Date.parse('2026-11-01T02:00:00Z') - hours * 3_600_000).toISOString()
const open = { consent: 'opt_out', quietHours: null } as const

it('reads the newest decision, the refusal when two are of the same instant, and nothing from the future', async () => {
  const decision = (customer: number, granted: 0 | 1, at: string) => ({
    customer,
    purpose: 'marketing',
    channel: 'push',
    granted,
    at,
  })
  await store(t, 'consent', [
    decision(1, 0, hoursAgo(5)),
    decision(1, 1, hoursAgo(4)),
    decision(2, 1, hoursAgo(3)),
    decision(2, 0, hoursAgo(3)),
    decision(3, 1, hoursAgo(-1)),
  ])
  await saveContactPolicy(t.ctx, {})
  expect(await checkContact(t.ctx, 1, 'push')).toEqual({ allowed: true })
  expect(await checkContact(t.ctx, 2, 'push')).toMatchObject({ reason: 'no_consent' })
  expect(await checkContact(t.ctx, 3, 'push')).toMatchObject({ reason: 'no_consent' })
})

it('asks nobody for consent to service contacts who did not refuse them', async () => {
  await saveContactPolicy(t.ctx, { quietHours: null })
  expect(await checkContact(t.ctx, 1, { channel: 'push', category: 'service' })).toEqual({ allowed: true })
  await store(t, 'consent', [
    { customer: 1, purpose: 'service', channel: 'push', granted: 0, at: hoursAgo(1) },
  ])
  expect(await checkContact(t.ctx, 1, { channel: 'push', category: 'service' })).toMatchObject({
    reason: 'no_consent',
  })
})

it('stops the categories that a list names, and the dead get nothing', async () => {
  await saveContactPolicy(t.ctx, open)
  const entry = (customer: number, reason: string) => ({
    customer,
    reason,
    channel: '',
    active: 1,
    until: null,
    at: hoursAgo(1),
  })
  await store(t, 'suppression', [entry(1, 'complaint'), entry(2, 'deceased')])
  const ask = (customer: number, category: 'marketing' | 'service' | 'transaction') =>
    checkContact(t.ctx, customer, { channel: 'push', category })
  expect(await ask(1, 'marketing')).toMatchObject({ reason: 'suppression_list' })
  expect(await ask(1, 'service')).toEqual({ allowed: true })
  expect(await ask(2, 'transaction')).toMatchObject({ reason: 'suppression_list' })
})

it('sends nothing personalised to who refused it, and general messages all the same', async () => {
  await saveContactPolicy(t.ctx, open)
  await store(t, 'consent', [
    { customer: 1, purpose: 'personalization', channel: '', granted: 0, at: hoursAgo(1) },
  ])
  expect(await checkContact(t.ctx, 1, 'push')).toMatchObject({ reason: 'personalization' })
  expect(await checkContact(t.ctx, 1, { channel: 'push', general: true })).toEqual({ allowed: true })
})

it('contacts nobody of the control group of the bank, the same customers every time, until another salt draws others', async () => {
  const heldOut = async (salt: string, category: 'marketing' | 'service'): Promise<number[]> => {
    await saveContactPolicy(t.ctx, { ...open, globalHoldout: { percent: 10, salt } })
    const question = await prepareGate(t.ctx, { channel: 'push', category })
    const rows = await t.ctx.clickhouse.query(
      `SELECT person FROM (${gateVerdictsSql(question, 'SELECT toUInt32(number) AS person FROM numbers(1, 1000)')})
       WHERE reason = 'global_holdout' ORDER BY person`,
      {},
      z.object({ person: z.number() }),
    )
    return rows.map(({ person }) => person)
  }
  const first = await heldOut('2026', 'marketing')
  expect(first.length).toBeGreaterThan(60)
  expect(first.length).toBeLessThan(140)
  expect(await heldOut('2026', 'marketing')).toEqual(first)
  expect(await heldOut('2026', 'service')).toEqual([])
  expect(await heldOut('2027', 'marketing')).not.toEqual(first)
  await saveContactPolicy(t.ctx, { ...open, globalHoldout: { percent: 10, salt: '2026' } })
  expect(await checkContact(t.ctx, first[0] ?? 0, 'push')).toEqual({
    allowed: false,
    reason: 'global_holdout',
    until: null,
  })
})

it('offers a product only to who may take its risk and was assessed lately', async () => {
  await saveContactPolicy(t.ctx, open)
  await store(t, 'product', [{ product: 'growth', risk: 'R3' }])
  const assessed = (customer: number, risk: string, day: string) => ({
    customer,
    risk,
    attributes: { risk_assessed_on: day },
    updated: hoursAgo(1),
  })
  await store(t, 'customer', [
    assessed(1, 'C3', '2025-11-02'),
    assessed(2, 'C2', '2026-10-01'),
    assessed(3, 'C5', '2025-11-01'),
  ])
  const ask = (customer: number, product = 'growth') =>
    checkContact(t.ctx, customer, { channel: 'push', products: [product] })
  expect(await ask(1)).toEqual({ allowed: true })
  for (const customer of [2, 3, 4]) expect(await ask(customer)).toMatchObject({ reason: 'unsuitable' })
  expect(await ask(1, 'never_heard_of')).toMatchObject({ reason: 'unsuitable' })
})

const touch = (customer: number, more: object = {}) => ({
  customer,
  at: hoursAgo(24),
  touch: crypto.randomUUID(),
  journey: low,
  tick: 1,
  channel: 'sms',
  category: 'marketing',
  outcome: 'queued',
  ...more,
})

it('counts contacts through every channel against the cap, and only committed ones', async () => {
  await saveContactPolicy(t.ctx, { ...open, caps: [{ limit: 2, days: 7 }] })
  await store(t, 'touch', [touch(1), touch(1, { channel: 'push', tick: 3 })])
  expect(await checkContact(t.ctx, 1, 'inbox')).toEqual({ allowed: true })
  await store(t, 'touch', [touch(1), touch(1, { channel: 'push', tick: 2 })])
  expect(await checkContact(t.ctx, 1, 'inbox')).toEqual({ allowed: false, reason: 'cap', until: null })
})

it('does not count what is exempt from caps, and counts channels and categories of their own', async () => {
  await saveContactPolicy(t.ctx, {
    ...open,
    caps: [
      { limit: 1, days: 7 },
      { limit: 1, days: 7, channels: ['push'], categories: ['transaction'] },
    ],
  })
  await store(t, 'touch', [touch(1, { category: 'transaction', channel: 'push' })])
  expect(await checkContact(t.ctx, 1, 'push')).toEqual({ allowed: true })
  await store(t, 'touch', [touch(1, { channel: 'push' })])
  expect(await checkContact(t.ctx, 1, 'push')).toMatchObject({ reason: 'cap' })
  expect(await checkContact(t.ctx, 1, { channel: 'push', category: 'transaction' })).toEqual({
    allowed: true,
  })
})

it('holds contacts in quiet hours until they are over, and no longer than the policy says', async () => {
  await saveContactPolicy(t.ctx, { consent: 'opt_out', quietHours: { from: '09:00', to: '11:00' } })
  const until = new Date('2026-11-01T03:00:00Z')
  expect(await checkContact(t.ctx, 1, 'push')).toEqual({ allowed: false, reason: 'quiet_hours', until })
  await saveContactPolicy(t.ctx, {
    consent: 'opt_out',
    quietHours: { from: '09:00', to: '13:00' },
    holdAtMostHours: 1,
  })
  expect(await checkContact(t.ctx, 1, 'push')).toEqual({ allowed: false, reason: 'quiet_hours', until: null })
})

it('keeps the last place under a cap for a journey of higher priority for a while', async () => {
  await saveContactPolicy(t.ctx, { ...open, caps: [{ limit: 3, days: 7 }], arbitration: { minutes: 10 } })
  const wanted = { channel: 'push', journey: { id: low, priority: 10 } } as const
  await store(t, 'touch', [touch(1), touch(2), touch(2)])
  expect(await checkContact(t.ctx, 1, wanted)).toEqual({ allowed: true })
  expect(await checkContact(t.ctx, 2, wanted)).toEqual({
    allowed: false,
    reason: 'priority',
    until: new Date('2026-11-01T02:10:00Z'),
  })
  expect(await checkContact(t.ctx, 2, { ...wanted, arbitrated: true })).toEqual({ allowed: true })
  expect(await checkContact(t.ctx, 2, { ...wanted, journey: { id: low, priority: 90 } })).toEqual({
    allowed: true,
  })
})

it('takes the first channel of a route that may be used now, else the first later, else says why not', async () => {
  await saveContactPolicy(t.ctx, {
    consent: 'opt_out',
    quietHours: { from: '09:00', to: '12:00', channels: ['push'] },
    consentModes: [{ channel: 'inbox', mode: 'opt_in' }],
  })
  await store(t, 'contact_point', [{ customer: 1, kind: 'phone', value: 'x', updated: hoursAgo(9) }])
  const questions: GateQuestion[] = []
  for (const channel of ['sms', 'push', 'inbox'] as const)
    questions.push(await prepareGate(t.ctx, { channel }))
  const ask = async (route: readonly GateQuestion[], order?: string): Promise<object[]> =>
    t.ctx.clickhouse.query(
      `SELECT person, channel, reason, toUnixTimestamp64Milli(until) AS until
       FROM (${gateRoutesSql(route, 'SELECT toUInt32(arrayJoin([1, 2])) AS person', order ? { order } : {})})
       ORDER BY person`,
      {},
      z.object({ person: z.number(), channel: z.string(), reason: z.string(), until: z.coerce.number() }),
    )
  const noon = Date.parse('2026-11-01T04:00:00Z')
  const waits = { channel: 'push', reason: 'quiet_hours', until: noon }
  expect(await ask(questions)).toEqual([
    { person: 1, channel: 'sms', reason: '', until: 0 },
    { person: 2, ...waits },
  ])
  expect(await ask(questions, "['push', 'sms']")).toMatchObject([{ channel: 'sms' }, waits])
  expect(await ask(questions.slice(2))).toMatchObject([
    { channel: 'inbox', reason: 'no_consent' },
    { channel: 'inbox', reason: 'no_consent' },
  ])
})

it('says who refused since a contact was allowed', async () => {
  await saveContactPolicy(t.ctx, { consent: 'opt_out' })
  await store(t, 'suppression', [
    { customer: 2, reason: 'opted_out', channel: 'sms', active: 1, until: null, at: hoursAgo(1) },
  ])
  const question = await prepareGate(t.ctx, { channel: 'sms' })
  const rows = await t.ctx.clickhouse.query(
    refusedSinceSql({ ...question, only: [1, 2, 3] }, 'SELECT toUInt32(arrayJoin([1, 2, 3])) AS person'),
    {},
    z.object({ person: z.number(), reason: z.string() }),
  )
  expect(rows).toEqual([{ person: 2, reason: 'opted_out' }])
})
