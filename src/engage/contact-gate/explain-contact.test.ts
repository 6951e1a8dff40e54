import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { saveContactPolicy } from '../../decide/policy/index.ts'
import { explainContact } from './explain-contact.ts'
import { contactCheckQuery } from './explain-schema.ts'
import { store } from './testing/gate-fixture.ts'

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
})
afterAll(() => t.close())

const ask = (query: object) =>
  explainContact(
    t.ctx,
    { customer: 1, members: [1, 9] },
    contactCheckQuery.parse({ channel: 'sms', ...query }),
  )

it('names every rule with what it saw, by the policy and the history of the day', async () => {
  await saveContactPolicy(t.ctx, {
    consent: 'opt_in',
    caps: [
      { limit: 1, days: 7 },
      { limit: 5, per: 'month' },
    ],
    quietHours: null,
    spacing: [{ minutes: 60 }],
    globalHoldout: { percent: 0.01 },
  })
  await store(t, 'consent', [
    {
      customer: 9,
      purpose: 'marketing',
      channel: 'sms',
      granted: 1,
      evidence: 'branch form',
      at: '2026-10-01T00:00:00Z',
    },
  ])
  await store(t, 'contact_point', [
    { customer: 1, kind: 'phone', value: 'x', updated: '2026-10-01T00:00:00Z' },
  ])
  await store(t, 'customer_merge', [{ customer: 9, into: 1, at: '2026-10-01T00:00:00Z' }])
  await t.ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
  const made = { touch: crypto.randomUUID(), channel: 'sms', category: 'marketing', outcome: 'queued' }
  await store(t, 'touch', [{ customer: 9, at: '2026-11-01T01:30:00Z', ...made }])
  const today = await ask({})
  expect(today).toMatchObject({ outcome: 'refused', reason: 'cap', until: null, policyVersion: 1 })
  expect(today.rules).toMatchObject([
    { rule: 'suppression_list', verdict: 'passed' },
    { rule: 'opted_out', verdict: 'passed' },
    {
      rule: 'no_consent',
      verdict: 'passed',
      saw: { purpose: 'marketing', mode: 'opt_in', decision: 'granted', evidence: 'branch form' },
    },
    { rule: 'personalization', verdict: 'passed', saw: { decision: 'none' } },
    { rule: 'global_holdout', verdict: 'passed', saw: { percent: 0.01, bucket: expect.any(Number) } },
    { rule: 'no_contact_point', verdict: 'passed', saw: { needed: 'phone', known: 'phone' } },
    { rule: 'unsuitable', verdict: 'not_set' },
    { rule: 'quiet_hours', verdict: 'not_set' },
    { rule: 'cap', verdict: 'refused', saw: { counted: 1, limit: 1, days: 7 } },
    { rule: 'cap', verdict: 'passed', saw: { counted: 1, limit: 5, per: 'month' } },
    { rule: 'spacing', verdict: 'held', saw: { counted: 1, minutes: 60 } },
    { rule: 'priority', verdict: 'not_set' },
    { rule: 'volume', verdict: 'not_set' },
  ])
  t.clock.moveTo(new Date('2026-11-01T03:00:00Z'))
  await saveContactPolicy(t.ctx, { consent: 'opt_out', caps: [], quietHours: null })
  expect(await ask({})).toMatchObject({ outcome: 'allowed', policyVersion: 2 })
  expect(await ask({ at: '2026-11-01T02:30:00Z' })).toMatchObject({
    outcome: 'refused',
    reason: 'cap',
    policyVersion: 1,
  })
  expect(await ask({ category: 'transaction' })).toMatchObject({ outcome: 'allowed' })
})

it('says which lists a customer stands on, and stood on that day', async () => {
  const entry = { customer: 1, reason: 'complaint', channel: '', until: null, evidence: 'hotline' }
  await store(t, 'suppression', [
    { ...entry, active: 1, at: '2026-10-10T00:00:00Z' },
    { ...entry, active: 0, at: '2026-10-20T00:00:00Z' },
  ])
  const [rule] = (await ask({ at: '2026-10-15T00:00:00Z' })).rules
  expect(rule).toMatchObject({ verdict: 'refused', saw: { lists: 'complaint', evidence: 'hotline' } })
  expect((await ask({})).rules[0]).toMatchObject({ verdict: 'passed', saw: { lists: '' } })
})
