import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import {
  type ContactPolicy,
  type ContactPolicyInput,
  contactPolicy,
  quietAction,
  saveContactPolicy,
} from '../../decide/policy/index.ts'
import { contactChannels } from '../../govern/consent/index.ts'
import { checkContact, gateReasonSql, type GateQuestion, readCommittedTicks } from './index.ts'

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
})
afterAll(() => t.close())

const now = new Date('2026-11-01T02:00:00Z')
const hoursAgo = (hours: number): string => new Date(now.getTime() - hours * 3_600_000).toISOString()
const customers = [1, 2, 3, 4, 5, 6, 7, 8]

const customer = fc.constantFrom(...customers)
const channel = fc.constantFrom(...contactChannels)
const hours = fc.integer({ min: -2, max: 24 * 9 }).map(hoursAgo)
const history = fc.record({
  consents: fc.array(
    fc.record({
      customer,
      purpose: fc.constantFrom('marketing', 'service'),
      channel,
      granted: fc.constantFrom(0, 1),
      wording: fc.constant(''),
      evidence: fc.constant(''),
      at: hours,
    }),
    { maxLength: 60 },
  ),
  suppressions: fc.array(
    fc.record({
      customer,
      reason: fc.constantFrom('complaint', 'deceased', 'opted_out'),
      channel: fc.oneof(channel, fc.constant('')),
      active: fc.constantFrom(1, 1, 1, 0),
      until: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: hours }),
      at: hours,
    }),
    { minLength: 2, maxLength: 6 },
  ),
  touches: fc.array(
    fc.record({
      customer,
      at: hours,
      touch: fc.uuid(),
      journey: fc.constantFrom(0, 1),
      tick: fc.integer({ min: 0, max: 3 }),
      channel,
      outcome: fc.constantFrom('queued', 'queued', 'suppressed'),
    }),
    { maxLength: 40 },
  ),
  points: fc.array(fc.record({ customer, kind: fc.constantFrom('phone', 'email'), value: fc.constant('x') })),
  merges: fc.uniqueArray(fc.record({ customer: fc.constantFrom(5, 6, 7, 8), into: fc.constantFrom(1, 2) }), {
    selector: (merge) => merge.customer,
    maxLength: 3,
  }),
})
type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never

const policies = fc.record({
  purpose: fc.constantFrom('marketing' as const, 'service' as const),
  consent: fc.constantFrom('opt_in' as const, 'opt_out' as const),
  caps: fc.array(fc.record({ limit: fc.integer({ min: 1, max: 3 }), days: fc.integer({ min: 1, max: 8 }) }), {
    maxLength: 2,
  }),
  quietHours: fc.constantFrom<ContactPolicyInput['quietHours'][]>(
    null,
    { from: '09:30', to: '10:30', action: 'drop', channels: ['sms'] },
    { from: '21:00', to: '09:00' },
  ),
})

async function store(table: string, rows: readonly object[]): Promise<void> {
  await t.ctx.clickhouse.command(`TRUNCATE TABLE ${table}`)
  const [first] = rows
  if (!first) return
  await t.ctx.clickhouse.insert(table, Object.keys(first), rows.map((row) => JSON.stringify(row)).join('\n'))
}

async function replay(data: History): Promise<void> {
  await store('consent', data.consents)
  await store('suppression', data.suppressions)
  await store('touch', data.touches)
  await store('contact_point', data.points)
  await store('customer_merge', data.merges)
  await t.ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
}

async function askForAll(
  policy: ContactPolicy,
  asked: GateQuestion['channel'],
): Promise<{ person: number; reason: string }[]> {
  const question: GateQuestion = {
    policy,
    channel: asked,
    now,
    quiet: quietAction(policy, asked, now, 'Asia/Shanghai') === 'drop',
    committedTicks: await readCommittedTicks(t.ctx),
  }
  return t.ctx.clickhouse.query(
    `SELECT person, ${gateReasonSql(question, 'person')} AS reason
     FROM (SELECT arrayJoin({customers:Array(UInt32)}) AS person) ORDER BY person`,
    { customers: [1, 2, 3, 4] },
    z.object({ person: z.number(), reason: z.string() }),
  )
}

it('gives a set of customers the same answers as each of them alone', async () => {
  await t.ctx.postgres
    .withTables<{
      journey: { key: string; name: string; graph: string; committed_tick: number; created_by: string }
    }>()
    .insertInto('journey')
    .values({ key: 'j', name: '{}', graph: '{}', committed_tick: 2, created_by: 'test' })
    .execute()
  const seen = new Set<string>()
  const policiesAndChannels = fc.array(fc.tuple(policies, channel), { minLength: 5, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(history, policiesAndChannels, async (data, questions) => {
      await replay(data)
      for (const [policyInput, asked] of questions) {
        await saveContactPolicy(t.ctx, policyInput)
        for (const { person, reason } of await askForAll(contactPolicy.parse(policyInput), asked)) {
          seen.add(reason)
          const alone = await checkContact(t.ctx, person, asked)
          expect(alone.allowed ? '' : alone.reason).toBe(reason)
        }
      }
    }),
    { numRuns: 20 },
  )
  expect([...seen].sort()).toEqual(
    ['', 'cap', 'no_consent', 'no_contact_point', 'opted_out', 'quiet_hours', 'suppression_list'].sort(),
  )
}, 300_000)

it('reads the newest decision, the refusal when two are of the same instant, and nothing from the future', async () => {
  const decision = (granted: 0 | 1, at: string, who: number) => ({
    customer: who,
    purpose: 'marketing',
    channel: 'push',
    granted,
    wording: '',
    evidence: '',
    at,
  })
  await replay({ consents: [], suppressions: [], touches: [], points: [], merges: [] })
  await store('consent', [
    decision(0, hoursAgo(5), 1),
    decision(1, hoursAgo(4), 1),
    decision(1, hoursAgo(3), 2),
    decision(0, hoursAgo(3), 2),
    decision(1, hoursAgo(-1), 3),
  ])
  await saveContactPolicy(t.ctx, {})
  expect(await checkContact(t.ctx, 1, 'push')).toEqual({ allowed: true })
  expect(await checkContact(t.ctx, 2, 'push')).toMatchObject({ reason: 'no_consent' })
  expect(await checkContact(t.ctx, 3, 'push')).toMatchObject({ reason: 'no_consent' })
})

it('counts contacts through every channel against the cap, and only committed ones', async () => {
  await replay({ consents: [], suppressions: [], touches: [], points: [], merges: [] })
  await saveContactPolicy(t.ctx, { consent: 'opt_out', caps: [{ limit: 2, days: 7 }], quietHours: null })
  const touch = (tick: number, by: string) => ({
    customer: 1,
    at: hoursAgo(24),
    touch: crypto.randomUUID(),
    journey: 1,
    tick,
    channel: by,
    outcome: 'queued',
  })
  await store('touch', [touch(1, 'sms'), touch(3, 'push')])
  expect(await checkContact(t.ctx, 1, 'inbox')).toEqual({ allowed: true })
  await store('touch', [touch(1, 'sms'), touch(2, 'push')])
  expect(await checkContact(t.ctx, 1, 'inbox')).toEqual({ allowed: false, reason: 'cap', hold: false })
})

it('holds contacts in quiet hours until they are over', async () => {
  await replay({ consents: [], suppressions: [], touches: [], points: [], merges: [] })
  await saveContactPolicy(t.ctx, { consent: 'opt_out', quietHours: { from: '09:00', to: '11:00' } })
  expect(await checkContact(t.ctx, 1, 'push')).toEqual({ allowed: false, reason: 'quiet_hours', hold: true })
})
