import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { type Envelope, normalise } from '../protocols/index.ts'
import {
  createEventDefinition,
  listEventDefinitions,
  openTrackingPlan,
  readEventDefinition,
  updateEventDefinition,
  updatePropertyDefinition,
  type TrackingPlan,
} from './index.ts'

let t: TestContext
let plan: TrackingPlan

beforeAll(async () => {
  t = await openTestContext()
  plan = await openTrackingPlan(t.ctx)
})
afterAll(async () => {
  plan.close()
  await t.close()
})

function envelope(event: string, properties: object, strict = false): Envelope {
  const body = JSON.stringify({ type: 'track', userId: 'u1', messageId: 'm1', event, properties })
  const received = t.clock.now().getTime()
  return { source: 1, protocol: 'segment', received, strict, channel: 'app', kind: '', sentAt: 0, body }
}

async function arrive(event: string, properties: object): Promise<void> {
  await plan.learn(normalise(envelope(event, properties), plan.view()).items)
}

describe('the tracking plan', () => {
  it('learns events, properties and their types from traffic', async () => {
    await arrive('Bought', {
      amount: 12.5,
      first: true,
      at: '2026-11-01T02:00:00Z',
      tags: ['a'],
      note: 'x',
      deep: { id: 1 },
    })
    const learnt = await readEventDefinition(t.ctx, 'Bought')
    expect(learnt.status).toBe('learnt')
    expect(Object.fromEntries(learnt.properties.map((property) => [property.name, property.type]))).toEqual({
      amount: 'number',
      at: 'datetime',
      'deep.id': 'number',
      first: 'boolean',
      note: 'string',
      tags: 'list',
    })
  })

  it('adds a property that comes later and keeps what people wrote', async () => {
    const before = await readEventDefinition(t.ctx, 'Bought')
    await updateEventDefinition(t.ctx, 'Bought', { title: '购买', status: 'approved' }, before.version)
    await arrive('Bought', { amount: 3, coupon: 'c1' })
    const after = await readEventDefinition(t.ctx, 'Bought')
    expect(after).toMatchObject({ title: '购买', status: 'approved' })
    expect(after.properties.map((property) => property.name)).toContain('coupon')
  })

  it('refuses unknown events and wrong types for strict sources only', async () => {
    await plan.refresh()
    const outcome = (event: string, properties: object, strict: boolean) =>
      normalise(envelope(event, properties, strict), plan.view()).rejections[0]?.reason
    expect(outcome('Never heard of', {}, true)).toBe('unknown_event')
    expect(outcome('Never heard of', {}, false)).toBeUndefined()
    expect(outcome('Bought', { amount: 'twelve' }, true)).toBe('wrong_type')
    expect(outcome('Bought', { amount: 12 }, true)).toBeUndefined()
    expect(outcome('Bought', { amount: 'twelve' }, false)).toBeUndefined()
  })

  it('demands required properties and obeys a corrected type', async () => {
    const amount = (await readEventDefinition(t.ctx, 'Bought')).properties.find((p) => p.name === 'amount')
    await updatePropertyDefinition(
      t.ctx,
      'Bought',
      'amount',
      { type: 'string', required: true },
      amount?.version ?? 0,
    )
    await plan.refresh()
    const outcome = (properties: object) =>
      normalise(envelope('Bought', properties, true), plan.view()).rejections[0]?.reason
    expect(outcome({ amount: 'twelve' })).toBeUndefined()
    expect(outcome({ note: 'no amount' })).toBe('missing_property')
  })

  it('refuses a blocked event from every source', async () => {
    await createEventDefinition(t.ctx, { name: 'Debug noise', status: 'blocked' })
    await plan.refresh()
    expect(normalise(envelope('Debug noise', {}), plan.view()).rejections[0]?.reason).toBe('blocked_event')
  })

  it('can describe an event before it arrives', async () => {
    await createEventDefinition(t.ctx, {
      name: 'Opened account',
      properties: [{ name: 'product', type: 'string', required: true }],
    })
    await plan.refresh()
    expect(normalise(envelope('Opened account', { product: 'p1' }, true), plan.view()).items).toHaveLength(1)
    await expect(createEventDefinition(t.ctx, { name: 'Opened account' })).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  it('lists by status and by part of a name, page by page', async () => {
    const blocked = await listEventDefinitions(t.ctx, { limit: 50, status: 'blocked' })
    expect(blocked.items.map((item) => item.name)).toEqual(['Debug noise'])
    const found = await listEventDefinitions(t.ctx, { limit: 50, search: '购' })
    expect(found.items.map((item) => item.name)).toEqual(['Bought'])
    const first = await listEventDefinitions(t.ctx, { limit: 1 })
    const second = await listEventDefinitions(t.ctx, { limit: 1, cursor: first.next ?? '' })
    expect(second.items[0]?.name).not.toBe(first.items[0]?.name)
  })

  it('is not changed by somebody who saw an older version', async () => {
    await expect(updateEventDefinition(t.ctx, 'Bought', { title: 'x' }, 1)).rejects.toMatchObject({
      code: 'precondition_failed',
    })
    await expect(updateEventDefinition(t.ctx, 'no such event', {}, 1)).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})
