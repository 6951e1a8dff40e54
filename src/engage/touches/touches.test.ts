import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { applyTemplateDefinitions } from '../templates/index.ts'
import { countTouches } from './count-touches.ts'
import { listTouches } from './list-touches.ts'
import { readTouch } from './read-touch.ts'

let t: TestContext
// Numbers of touches are hashes: no version of UUID.
const held = 'f0000000-0000-0000-0000-000000000001'
const dropped = '00000000-0000-4000-8000-000000000002'
beforeAll(async () => {
  t = await openTestContext()
  await t.ctx.clickhouse.command(`
    INSERT INTO product (product, name, risk, updated) VALUES ('bond', '', 'R2', now64(3)), ('growth', '', 'R4', now64(3))`)
  // The touches below name the second version.
  for (const product of ['bond', 'growth', 'bond']) {
    await applyTemplateDefinitions(t.ctx, {
      templates: [
        {
          key: 'hello',
          channel: 'push',
          category: 'service',
          name: { 'zh-CN': '问候', en: 'Greeting' },
          content: { 'zh-CN': { title: '您好', body: product } },
          product,
        },
      ],
    })
  }
  const row = {
    customer: 1,
    journey: 0,
    tick: 0,
    node: 'say',
    channel: 'sms',
    template: 'hello',
    template_version: 2,
    category: 'care',
    policy: 3,
  }
  const rows = [
    {
      ...row,
      touch: held,
      at: '2026-10-31T14:00:00Z',
      outcome: 'held',
      reason: 'quiet_hours',
      until: '2026-11-01T01:00:00Z',
    },
    {
      ...row,
      touch: held,
      at: '2026-11-01T01:00:00Z',
      outcome: 'queued',
      reason: '',
      until: '1970-01-01T00:00:00Z',
    },
    {
      ...row,
      touch: dropped,
      at: '2026-11-01T01:30:00Z',
      outcome: 'suppressed',
      reason: 'cap',
      until: '1970-01-01T00:00:00Z',
    },
  ]
  await t.ctx.clickhouse.insert(
    'touch',
    Object.keys(rows[0] ?? {}),
    rows.map((one) => JSON.stringify(one)).join('\n'),
  )
  const receipt = {
    journey: 0,
    touch: held,
    status: 'delivered',
    customer: 1,
    at: '2026-11-01T01:01:00Z',
    provider: 'smpp',
    detail: '',
  }
  await t.ctx.clickhouse.insert('touch_receipt', Object.keys(receipt), JSON.stringify(receipt))
})
afterAll(() => t.close())

it('lists every decision, newest first, within a time and a category', async () => {
  const { items } = await listTouches(t.ctx, { limit: 10, category: 'care' })
  expect(items.map(({ outcome }) => outcome)).toEqual(['suppressed', 'queued', 'held'])
  expect(items[2]).toMatchObject({
    reason: 'quiet_hours',
    until: '2026-11-01T01:00:00.000Z',
    policyVersion: 3,
  })
  const later = await listTouches(t.ctx, {
    limit: 10,
    from: '2026-11-01T09:00:00+08:00',
    to: '2026-11-01T09:30:00+08:00',
  })
  expect(later.items).toMatchObject([{ outcome: 'queued', receipts: ['delivered'] }])
  expect(await listTouches(t.ctx, { limit: 10, journey: 'nothing_like_it' })).toEqual({
    items: [],
    next: null,
  })
})

it('counts them by outcome and reason', async () => {
  const { items } = await countTouches(t.ctx, { channel: 'sms' })
  expect(items).toHaveLength(3)
  expect(items).toContainEqual({ outcome: 'suppressed', reason: 'cap', touches: 1, customers: 1 })
})

it('tells everything about one: what the gate said each time, and what became of it', async () => {
  expect(await readTouch(t.ctx, held)).toMatchObject({
    outcome: 'queued',
    product: 'growth',
    general: false,
    decisions: [
      { outcome: 'held', reason: 'quiet_hours' },
      { outcome: 'queued', until: null },
    ],
    receipts: [{ status: 'delivered', provider: 'smpp' }],
  })
  await expect(readTouch(t.ctx, '00000000-0000-4000-8000-00000000ffff')).rejects.toMatchObject({
    code: 'not_found',
  })
})
