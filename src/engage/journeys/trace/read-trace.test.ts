import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { applyJourneyDefinitions } from '../apply-journey-definitions.ts'
import { saveJourney } from '../save-journey.ts'
import { journeyFile, takeSnapshot } from '../testing/journey-fixture.ts'
import { tickJourneys } from '../tick-journeys-job.ts'
import { readTrace } from './read-trace.ts'
import type { CustomerTrace } from './schema.ts'

const day = 86_400_000
let test: TestContext

beforeAll(async () => {
  test = await openTestContext()
  const { ctx, clock } = test
  await ctx.clickhouse.command(
    `INSERT INTO customer (customer, number, gender) SELECT number, concat('N', toString(number)), if(number % 2 = 0, 'F', 'M') FROM numbers(1, 201)`,
  )
  await ctx.clickhouse.command(
    `INSERT INTO identifier (namespace, value, customer, first_seen) SELECT 'customer_number', concat('N', toString(number)), number, '2026-01-01 00:00:00' FROM numbers(1, 201)`,
  )
  await ctx.clickhouse.command(
    `INSERT INTO consent (customer, purpose, channel, granted, at) SELECT number, 'marketing', 'push', 0, '2026-10-01 00:00:00' FROM numbers(1, 200) WHERE number % 10 = 0`,
  )
  await takeSnapshot(ctx, 'everyone', 1, 200)
  await applyJourneyDefinitions(
    ctx,
    journeyFile(
      'traced',
      {
        keep_out: { type: 'holdout', percent: 20, next: 'who' },
        who: {
          type: 'rule_split',
          branches: [{ rule: { attribute: 'gender', op: 'eq', value: 'F' }, next: 'hello' }],
          otherwise: 'end',
        },
        hello: { type: 'message', channel: 'push', template: 'hello', next: 'done_it' },
        done_it: { type: 'goal', condition: { event: 'done_it' }, withinDays: 2, next: 'end' },
        end: { type: 'exit' },
      },
      { next: 'keep_out' },
    ),
  )
  await tickJourneys(ctx)
  await ctx.clickhouse.command(
    `INSERT INTO event (at, received, name, kind, customer) SELECT '2026-11-01 12:00:00', '2026-11-01 12:00:00', 'done_it', 'track', number FROM numbers(1, 200) WHERE number % 4 = 0`,
  )
  for (let days = 0; days < 3; days += 1) {
    clock.advance(day)
    await tickJourneys(ctx)
  }
})
afterAll(() => test.close())

/** The first traces of different customers that end like this. */
async function one(matches: (trace: CustomerTrace) => boolean): Promise<CustomerTrace> {
  for (let customer = 1; customer <= 200; customer += 1) {
    const trace = await readTrace(test.ctx, 'traced', `N${customer}`)
    if (matches(trace)) return trace
  }
  throw new Error('nobody')
}

describe('the trace of a customer', () => {
  it('gives the reason of every step, the contact and its receipts', async () => {
    const trace = await one(({ state, customer }) => state === 'converted' && customer % 10 !== 0)
    const [passage] = trace.passages
    expect(passage?.steps.map(({ from, node }) => [from, node])).toEqual([
      ['', 'keep_out'],
      ['keep_out', 'who'],
      ['who', 'hello'],
      ['hello', 'done_it'],
      ['done_it', '$goal'],
    ])
    const [entered, drawn, ruled, contacted, reached] = passage?.steps.map(({ why }) => why) ?? []
    expect(entered).toEqual({ kind: 'entered', by: 'segment' })
    expect(drawn).toMatchObject({ kind: 'bucket', from: 2000, to: 10_000 })
    expect(ruled).toMatchObject({
      kind: 'rule',
      branch: 0,
      explained: { met: true, conditions: [{ seen: 'F', met: true }] },
    })
    expect(contacted).toEqual({ kind: 'contact', outcome: 'queued', reason: '' })
    expect(reached).toEqual({ kind: 'happened', at: '2026-11-01T12:00:00.000Z' })
    const [touch] = passage?.steps.find(({ node }) => node === 'hello')?.touches ?? []
    expect(touch).toMatchObject({ channel: 'push', template: 'hello', outcome: 'queued' })
    expect(touch?.receipts.map(({ status }) => status)).toContain('sent')
  })

  it('shows the bucket of who is held out', async () => {
    const { passages } = await one(({ state }) => state === 'held_out')
    const why = passages[0]?.steps.at(-1)?.why
    expect(why).toMatchObject({ kind: 'bucket', from: 0, to: 2000 })
    expect(why?.kind === 'bucket' && why.bucket < 2000).toBe(true)
  })

  it('says why the gate refused', async () => {
    const trace = await one(
      ({ customer, passages }) =>
        customer % 10 === 0 && passages[0]?.steps.some(({ node }) => node === 'hello') === true,
    )
    const step = trace.passages[0]?.steps.find(({ from }) => from === 'hello')
    expect(step?.why).toEqual({ kind: 'contact', outcome: 'suppressed', reason: 'no_consent' })
  })

  it('says when nothing happened in time, and which way a rule did not lead', async () => {
    const late = await one(({ state, customer }) => state === 'left' && customer % 2 === 0)
    expect(late.passages[0]?.steps.at(-1)?.why).toMatchObject({ kind: 'timed_out' })
    const other = await one(({ state, customer }) => state === 'left' && customer % 2 === 1)
    expect(other.passages[0]?.steps.at(-1)?.why).toMatchObject({
      kind: 'rule',
      branch: null,
      explained: { met: false },
    })
  })

  it('says why somebody never entered, and why somebody does not enter again', async () => {
    const never = await readTrace(test.ctx, 'traced', 'N201')
    expect(never).toMatchObject({ state: 'never_entered', passages: [] })
    expect(never.whyNot.map(({ code }) => code)).toEqual(['not_in_segment'])
    const { whyNot } = await readTrace(test.ctx, 'traced', 'N1')
    expect(whyNot.map(({ code }) => code)).toContain('entered_before')
  })

  it('goes by what is published while the draft is being changed, and bears a draft that is only begun', async () => {
    const { ctx } = test
    const begun = { entry: { type: 'segment' as const }, nodes: { hello: { type: 'message' } } }
    const name = { 'zh-CN': '旅程', en: 'Journey' }
    await saveJourney(ctx, { key: 'traced', name, graph: begun })
    const running = await readTrace(ctx, 'traced', 'N201')
    expect(running.whyNot.map(({ code }) => code)).toEqual(['not_in_segment'])
    await saveJourney(ctx, { key: 'only_begun', name, graph: begun })
    const never = await readTrace(ctx, 'only_begun', 'N1')
    expect(never).toMatchObject({ state: 'never_entered', audience: null })
    expect(never.whyNot.map(({ code }) => code)).toEqual(['not_published'])
  })

  it('knows neither strangers nor other journeys', async () => {
    await expect(readTrace(test.ctx, 'traced', 'N999')).rejects.toThrow('There is no customer')
    await expect(readTrace(test.ctx, 'nowhere', 'N1')).rejects.toThrow('There is no journey')
  })
})
