import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { advanceJourney } from '../advance-journey.ts'
import { effectTables } from './index.ts'
import { arrivalsOf, happen, openNodeBank, runJourney } from '../testing/node-bank.ts'

const customers = 60
const everyone = Array.from({ length: customers }, (_, i) => i + 1)
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const done = { type: 'exit' } as const

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
  await openNodeBank(t.ctx, customers)
})
afterAll(() => t.close())

const advance = (key: string) => advanceJourney(t.ctx, key)
const arrivals = (key: string) => arrivalsOf(t.ctx, key)
const rows = <Row extends z.ZodType>(sql: string, row: Row) => t.ctx.clickhouse.query(sql, {}, row)

describe('time', () => {
  it('wait: days, hours and minutes together', async () => {
    await runJourney(t.ctx, 'resting', { rest: { type: 'wait', hours: 1, minutes: 30, next: 'done' }, done })
    await advance('resting')
    t.clock.advance(90 * minute - 1)
    expect(await advance('resting')).toMatchObject({ moved: 0 })
    t.clock.advance(1)
    expect(await advance('resting')).toMatchObject({ moved: customers })
  })

  it('wait_until: a weekday and a time in business time', async () => {
    // 2026-11-01 is a Sunday.
    t.clock.moveTo(new Date('2026-11-01T12:00:00+08:00'))
    await runJourney(t.ctx, 'tuesday', {
      until: { type: 'wait_until', weekdays: [2], at: '10:30', next: 'done' },
      done,
    })
    await advance('tuesday')
    t.clock.moveTo(new Date('2026-11-03T10:29:59+08:00'))
    expect(await advance('tuesday')).toMatchObject({ moved: 0 })
    t.clock.moveTo(new Date('2026-11-03T10:30:00+08:00'))
    expect(await advance('tuesday')).toMatchObject({ moved: customers })
  })

  it('wait_until: a trading day after a weekend, and a day that is over', async () => {
    t.clock.moveTo(new Date('2026-11-06T18:00:00+08:00')) // a Friday
    await runJourney(t.ctx, 'trading', {
      until: { type: 'wait_until', at: '09:30', tradingDay: true, next: 'past' },
      past: { type: 'wait_until', date: '2026-11-01', at: '09:00', next: 'done' },
      done,
    })
    await advance('trading')
    t.clock.moveTo(new Date('2026-11-07T12:00:00+08:00'))
    expect(await advance('trading')).toMatchObject({ moved: 0 })
    t.clock.moveTo(new Date('2026-11-09T09:30:00+08:00'))
    expect(await advance('trading')).toMatchObject({ moved: customers * 2 })
  })

  it('wait_until: a day of each customer’s own; who has none goes on at once', async () => {
    t.clock.moveTo(new Date('2027-01-20T12:00:00+08:00'))
    await runJourney(t.ctx, 'birthdays', {
      until: {
        type: 'wait_until',
        date: { attribute: 'birth_date' },
        offsetDays: -1,
        yearly: true,
        at: '08:00',
        next: 'done',
      },
      done,
    })
    await advance('birthdays')
    // Nobody born: every tenth. The others were born on 1 February and n days; their day is the eve of it.
    const nobody = everyone.filter((n) => n % 10 === 0)
    expect((await arrivals('birthdays'))['done']).toEqual(nobody)
    t.clock.moveTo(new Date('2027-02-04T08:00:00+08:00'))
    await advance('birthdays')
    const born = (upTo: number) => everyone.filter((n) => n % 10 === 0 || n <= upTo)
    expect((await arrivals('birthdays'))['done']).toEqual(born(4))
    t.clock.moveTo(new Date('2027-02-05T07:59:59+08:00'))
    await advance('birthdays')
    expect((await arrivals('birthdays'))['done']).toEqual(born(4))
    t.clock.moveTo(new Date('2027-03-30T08:00:00+08:00'))
    await advance('birthdays')
    expect((await arrivals('birthdays'))['done']).toEqual(born(58))
    t.clock.moveTo(new Date('2027-04-02T08:00:00+08:00'))
    await advance('birthdays')
    expect((await arrivals('birthdays'))['done']).toEqual(everyone)
  })

  it('wait_until: days before maturity, the next of several, moved to a trading day', async () => {
    t.clock.moveTo(new Date('2027-06-01T10:00:00+08:00'))
    const deposits: [number, string, string, string][] = [
      [1, 'a', '2027-06-15', ''], // a week before: Tuesday 8 June
      [1, 'b', '2027-06-30', ''],
      [2, 'a', '2027-06-20', ''], // a week before: Sunday 13 June → Monday 14
      [3, 'a', '2027-06-15', '2027-05-01'], // closed
      [4, 'a', '2027-06-05', ''], // a week before is over
    ]
    for (const [customer, holding, matures, closed] of deposits) {
      await t.ctx.clickhouse.command(
        `INSERT INTO holding (customer, holding, product, class, opened, matures, closed, status, amount, updated)
         VALUES ({customer:UInt32}, {holding:String}, 'td', 'time_deposit', '2027-01-01', {matures:Date32},
                 {closed:Nullable(Date32)}, 'open', 1000, now64())`,
        { customer, holding, matures, closed: closed === '' ? null : closed },
      )
    }
    await runJourney(t.ctx, 'maturity', {
      until: {
        type: 'wait_until',
        date: { holding: { class: 'time_deposit' }, field: 'matures' },
        offsetDays: -7,
        at: '09:00',
        tradingDay: true,
        next: 'done',
      },
      done,
    })
    await advance('maturity')
    const waiting = async () => {
      const arrived = (await arrivals('maturity'))['done'] ?? []
      return everyone.filter((n) => !arrived.includes(n))
    }
    const at = async (instant: string) => {
      t.clock.moveTo(new Date(instant))
      await advance('maturity')
      return waiting()
    }
    expect(await waiting()).toEqual([1, 2])
    expect(await at('2027-06-08T08:59:59+08:00')).toEqual([1, 2])
    expect(await at('2027-06-08T09:00:00+08:00')).toEqual([2])
    expect(await at('2027-06-13T12:00:00+08:00')).toEqual([2])
    expect(await at('2027-06-14T09:00:00+08:00')).toEqual([])
  })

  it('wait_for_event: who does it in time goes one way, the others take the timeout', async () => {
    t.clock.moveTo(new Date('2027-07-01T02:00:00Z'))
    await happen(t.ctx, 'paid', [9], new Date('2027-07-01T01:00:00Z'), { amount: '500' })
    await runJourney(t.ctx, 'paying', {
      paid: {
        type: 'wait_for_event',
        condition: { event: 'paid', where: [{ property: 'amount', op: 'between', value: [100, 900] }] },
        withinHours: 2,
        next: 'thanks',
        timeout: 'remind',
      },
      thanks: { type: 'exit', reason: 'paid' },
      remind: { type: 'exit', reason: 'did not pay' },
    })
    await advance('paying')
    await happen(t.ctx, 'paid', [1, 2, 3], new Date('2027-07-01T03:00:00Z'), { amount: '500' })
    await happen(t.ctx, 'paid', [4], new Date('2027-07-01T03:00:00Z'), { amount: '5' })
    t.clock.advance(hour)
    await advance('paying')
    expect((await arrivals('paying'))['thanks']).toEqual([1, 2, 3])
    // In time, but stored when the time is over: seen all the same.
    await happen(t.ctx, 'paid', [5], new Date('2027-07-01T03:59:00Z'), { amount: '500' })
    await happen(t.ctx, 'paid', [6], new Date('2027-07-01T04:01:00Z'), { amount: '500' })
    t.clock.advance(2 * hour)
    await advance('paying')
    expect(await arrivals('paying')).toMatchObject({
      thanks: [1, 2, 3, 5],
      remind: everyone.filter((n) => n === 4 || n > 5),
    })
  })
})

describe('ways', () => {
  it('rule_split: the first rule that holds at that instant, else otherwise', async () => {
    await runJourney(t.ctx, 'parted', {
      part: {
        type: 'rule_split',
        branches: [
          { rule: { attribute: 'branch', op: 'eq', value: 'B0' }, next: 'head_office' },
          { rule: { attribute: 'gender', op: 'eq', value: 'female' }, next: 'women' },
        ],
        otherwise: 'others',
      },
      head_office: done,
      women: done,
      others: done,
    })
    await advance('parted')
    expect(await arrivals('parted')).toMatchObject({
      head_office: everyone.filter((n) => n % 3 === 0),
      women: everyone.filter((n) => n % 3 !== 0 && n % 2 === 0),
      others: everyone.filter((n) => n % 3 !== 0 && n % 2 !== 0),
    })
  })

  it('split: the same branch each time round, or drawn anew', async () => {
    const half = (next: string) => ({ percent: 50, next })
    for (const key of ['sticky', 'anew']) {
      await runJourney(t.ctx, key, {
        part: { type: 'split', sticky: key === 'sticky', branches: [half('a'), half('b')] },
        a: { type: 'wait', days: 1, next: 'again' },
        b: { type: 'wait', days: 1, next: 'again' },
        again: { type: 'jump', to: 'part' },
      })
      for (let round = 0; round < 3; round += 1) {
        await advance(key)
        t.clock.advance(day)
      }
    }
    const both = async (key: string) => {
      const found = await arrivals(key)
      return everyone.filter((n) => found['a']?.includes(n) && found['b']?.includes(n)).length
    }
    expect(await both('sticky')).toBe(0)
    expect(await both('anew')).toBeGreaterThan(customers / 4)
  })

  it('holdout: global keeps the same people out of every journey, whatever their nodes are called', async () => {
    const graph = (node: string, scope?: 'global') => ({
      [node]: { type: 'holdout', percent: 30, scope, next: 'done' } as const,
      done,
    })
    await runJourney(t.ctx, 'global_one', graph('keep', 'global'))
    await runJourney(t.ctx, 'global_two', graph('hold', 'global'))
    await runJourney(t.ctx, 'own_one', graph('keep'))
    for (const key of ['global_one', 'global_two', 'own_one']) await advance(key)
    const held = async (key: string) => (await arrivals(key))['$holdout'] ?? []
    const first = await held('global_one')
    expect(first.length).toBeGreaterThan(5)
    expect(await held('global_two')).toEqual(first)
    expect(await held('own_one')).not.toEqual(first)
  })
})

describe('what a journey does beside contacting people', () => {
  it('benefit and lead: one row a person, the lead with manager or branch', async () => {
    t.clock.moveTo(new Date('2027-09-01T20:00:00Z')) // 2 September in Shanghai
    await runJourney(t.ctx, 'giving', {
      give: { type: 'benefit', benefit: 'coffee', next: 'call' },
      call: { type: 'lead', title: "客户到期, it's due", dueDays: 3, priority: 80, next: 'done' },
      done,
    })
    await advance('giving')
    const [granted] = await rows(
      `SELECT count() AS n, uniqExact(request) AS ids, any(benefit) AS benefit FROM benefit_request`,
      z.object({ n: z.coerce.number(), ids: z.coerce.number(), benefit: z.string() }),
    )
    expect(granted).toEqual({ n: customers, ids: customers, benefit: 'coffee' })
    const leads = await rows(
      `SELECT customer, title, toString(due) AS due, priority, branch, manager, status FROM lead FINAL
       WHERE customer IN (4, 5) ORDER BY customer`,
      z.object({ customer: z.number(), due: z.string(), priority: z.number() }).loose(),
    )
    const lead = { title: "客户到期, it's due", due: '2027-09-05', priority: 80, status: 'open' }
    expect(leads).toEqual([
      { ...lead, customer: 4, branch: 'B1', manager: 'M0' },
      { ...lead, customer: 5, branch: 'B2', manager: '' },
    ])
  })

  it('webhook: one call a person is noted, and nobody is contacted', async () => {
    await runJourney(t.ctx, 'telling', {
      tell: { type: 'webhook', url: 'https://example.com/hook', next: 'done' },
      done,
    })
    await advance('telling')
    const [noted] = await rows(
      `SELECT count() AS n, uniqExact(call) AS ids, (SELECT count() FROM touch) AS touches
       FROM journey_webhook_call WHERE node = 'tell'`,
      z.object({ n: z.coerce.number(), ids: z.coerce.number(), touches: z.coerce.number() }),
    )
    expect(noted).toEqual({ n: customers, ids: customers, touches: 0 })
  })

  it('is gone with a tick that never committed', async () => {
    await runJourney(t.ctx, 'dying', {
      rest: { type: 'wait', days: 1, next: 'give' },
      give: { type: 'benefit', benefit: 'tea', next: 'call' },
      call: { type: 'lead', title: 'Call', dueDays: 1, next: 'mark' },
      mark: { type: 'set_tag', tag: 'mood', value: 'good', next: 'tell' },
      tell: { type: 'webhook', url: 'https://example.com/hook', next: 'done' },
      done,
    })
    await advance('dying')
    const db = t.ctx.postgres.withTables<{
      journey: { id: number; key: string; committed_tick: number; open_tick: number | null }
    }>()
    const { id, committed_tick } = await db
      .selectFrom('journey')
      .select(['id', 'committed_tick'])
      .where('key', '=', 'dying')
      .executeTakeFirstOrThrow()
    // A worker that announced its tick, wrote for customers who are not even here, and died.
    await db
      .updateTable('journey')
      .set({ open_tick: committed_tick + 1 })
      .where('id', '=', id)
      .execute()
    for (const table of effectTables) {
      await t.ctx.clickhouse.command(
        `INSERT INTO ${table} (journey, tick, node, customer) SELECT ${id}, ${committed_tick + 1}, 'x', number
         FROM numbers(5000, 10)`,
      )
    }
    t.clock.advance(day)
    await advance('dying')
    for (const table of effectTables) {
      const [kept] = await rows(
        `SELECT count() AS n, max(customer) AS last FROM ${table} WHERE journey = ${id}`,
        z.object({ n: z.coerce.number(), last: z.number() }),
      )
      expect([table, kept]).toEqual([table, { n: customers, last: customers }])
    }
  })
})
