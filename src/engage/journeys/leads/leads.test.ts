import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { advanceJourney } from '../advance-journey.ts'
import { listBenefitRequests } from '../benefits/list-benefit-requests.ts'
import { openNodeBank, runJourney } from '../testing/node-bank.ts'
import { changeLead } from './change-lead.ts'
import { listLeads } from './list-leads.ts'

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
  await openNodeBank(t.ctx, 30)
  await runJourney(t.ctx, 'asks', {
    ring: { type: 'lead', title: 'Ring them', dueDays: 3, priority: 80, next: 'write' },
    write: { type: 'lead', title: 'Write to them', dueDays: 1, next: 'give' },
    give: { type: 'benefit', benefit: 'coffee', next: 'done' },
    done: { type: 'exit' },
  })
  await advanceJourney(t.ctx, 'asks')
})
afterAll(() => t.close())

it('lists every lead once, the most urgent first, page after page', async () => {
  const seen: { id: string; title: string }[] = []
  let cursor: string | undefined
  do {
    const page = await listLeads(t.ctx, { limit: 25, ...(cursor === undefined ? {} : { cursor }) })
    seen.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  expect(new Set(seen.map(({ id }) => id)).size).toBe(60)
  expect(seen.map(({ title }) => title)).toEqual([
    ...Array.from({ length: 30 }, () => 'Ring them'),
    ...Array.from({ length: 30 }, () => 'Write to them'),
  ])
})

it('narrows them to a manager and a journey', async () => {
  const { items } = await listLeads(t.ctx, { limit: 200, manager: 'M1', journey: 'asks' })
  expect(items.length).toBeGreaterThan(0)
  expect(items.every(({ manager, journey }) => manager === 'M1' && journey === 'asks')).toBe(true)
  expect((await listLeads(t.ctx, { limit: 10, journey: 'nothing_like_it' })).items).toEqual([])
})

it('closes a lead and opens it again, even within one millisecond', async () => {
  const [lead] = (await listLeads(t.ctx, { limit: 1 })).items
  const id = lead?.id ?? ''
  await changeLead(t.ctx, id, 'done')
  const stateOf = async () =>
    (await listLeads(t.ctx, { limit: 200 })).items.filter((one) => one.id === id).map(({ status }) => status)
  expect(await stateOf()).toEqual(['done'])
  expect((await listLeads(t.ctx, { limit: 200, status: 'done' })).items.map((one) => one.id)).toEqual([id])
  await changeLead(t.ctx, id, 'open')
  expect(await stateOf()).toEqual(['open'])
  await expect(changeLead(t.ctx, '00000000-0000-4000-8000-000000000009', 'done')).rejects.toMatchObject({
    code: 'not_found',
  })
})

it('lists the benefits that a journey asked for, once a customer', async () => {
  const first = await listBenefitRequests(t.ctx, 'asks', { limit: 20 })
  const rest = await listBenefitRequests(t.ctx, 'asks', { limit: 20, cursor: first.next ?? '' })
  expect(rest.next).toBeNull()
  const items = [...first.items, ...rest.items]
  expect(new Set(items.map(({ customerNumber }) => customerNumber)).size).toBe(30)
  expect(new Set(items.map(({ benefit }) => benefit))).toEqual(new Set(['coffee']))
})
