import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { store } from '../../contact-gate/testing/gate-fixture.ts'
import { advanceJourney } from '../advance-journey.ts'
import { applyJourneyDefinitions } from '../apply-journey-definitions.ts'
import { journeyFile, takeSnapshot } from '../testing/journey-fixture.ts'

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
  await takeSnapshot(t.ctx, 'everyone', 1, 4)
  await store(t, 'product', [{ product: 'growth', risk: 'R4' }])
  const assessed = { risk_assessed_on: '2026-06-01' }
  await store(t, 'customer', [
    { customer: 1, risk: 'C2', attributes: assessed },
    { customer: 2, risk: 'C4', attributes: assessed },
    { customer: 3, risk: 'C5', attributes: { risk_assessed_on: '2023-06-01' } },
    { customer: 4, risk: 'C5', attributes: assessed },
  ])
  await store(t, 'consent', [
    { customer: 4, purpose: 'personalization', channel: '', granted: 0, at: '2026-10-01 00:00:00' },
  ])
})
afterAll(() => t.close())

async function send(
  key: string,
  terms: { product?: string; general?: boolean },
): Promise<Record<string, string>> {
  const file = journeyFile(
    key,
    { say: { type: 'message', channel: 'push', template: 'hello', next: 'done' }, done: { type: 'exit' } },
    { next: 'say', policy: { consent: 'opt_out', caps: [], quietHours: null } },
  )
  for (const template of file.templates ?? [])
    Object.assign(template, { product: null, general: false, ...terms })
  await applyJourneyDefinitions(t.ctx, file)
  await advanceJourney(t.ctx, key)
  const rows = await t.ctx.clickhouse.query(
    `SELECT toString(customer) AS customer, if(reason = '', outcome, reason) AS answer FROM touch
     WHERE node = 'say' AND journey = (SELECT max(journey) FROM touch) ORDER BY customer`,
    {},
    z.object({ customer: z.string(), answer: z.string() }),
  )
  return Object.fromEntries(rows.map(({ customer, answer }) => [customer, answer]))
}

it('offers the product of a template only to who may take its risk by an assessment that holds', async () => {
  expect(await send('offer', { product: 'growth', general: true })).toEqual({
    1: 'unsuitable',
    2: 'queued',
    3: 'unsuitable',
    4: 'queued',
  })
})

it('tells everybody what is general, and what is not only those who let themselves be chosen', async () => {
  expect((await send('news', { general: true }))['4']).toBe('queued')
  expect((await send('chosen', {}))['4']).toBe('personalization')
})
