import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { readMembers } from './read-members.ts'
import { questionSettings } from './prepare-question.ts'
import { analysisCache, ask as askStore, runAnalysis } from './run-analysis.ts'
import { saveCellAsSegment } from './save-cell-as-segment.ts'
import { type Analysis, analysis as analysisSchema } from './schema.ts'
import { smallDays, smallEvents, storeSmallEvents } from './testing/small-events.ts'
import { everyType } from './testing/every-type.ts'

const people = 400
let t: TestContext

beforeAll(async () => {
  t = await openTestContext()
  const { clickhouse, postgres } = t.ctx
  await storeSmallEvents(clickhouse, smallEvents(people, 11))
  // One in ten who did something is a visitor; two numbers were merged into others.
  await clickhouse.command(
    `INSERT INTO customer (customer, number, name, gender, branch, updated)
SELECT number + 1, toString(1000 + number), '王小明', if(number % 3 = 0, 'female', 'male'), ['S1', 'S2', 'B2'][1 + number % 3], now64(3)
FROM numbers({people:UInt32}) WHERE number % 10 != 9`,
    { people },
  )
  await clickhouse.command(
    `INSERT INTO customer_merge (customer, into, at, reason, evidence) VALUES (5, 6, now64(3), 'identify', ''), (20, 21, now64(3), 'identify', '')`,
  )
  // Balances that change in the middle of the days, and one class that is no AUM.
  await clickhouse.command(
    `INSERT INTO balance (customer, holding, product, class, from, to, amount, updated)
SELECT number + 1, concat('h', toString(part)), 'p', if(number % 7 = 0, 'loan', 'current'),
  if(part = 0, toDate32('2026-01-01'), toDate32('2026-09-05')), if(part = 0 AND number % 4 != 0, toDate32('2026-09-05'), toDate32('2299-12-31')),
  cityHash64(number, part) % 20000, now64(3)
FROM numbers({people:UInt32}) ARRAY JOIN [0, 1] AS part WHERE NOT (part = 1 AND number % 5 = 0)`,
    { people },
  )
  await clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
  await sql`INSERT INTO organisation (code, parent, name, level) VALUES ('B1', NULL, '一分行', 'branch'), ('B2', NULL, '二分行', 'branch'), ('S1', 'B1', '一支行', 'sub_branch'), ('S2', 'B2', '二支行', 'sub_branch')`.execute(
    postgres,
  )
})
afterAll(() => t.close())

const ask = (analysis: Analysis) => runAnalysis(t.ctx, analysisSchema.parse(analysis))
const splits: NonNullable<Analysis['breakdown']>[] = [
  { by: 'attribute', attribute: 'gender' },
  { by: 'organisation' },
  { by: 'property', property: 'page' },
]

describe('the number shown, the customers behind it and the segment saved from it agree', () => {
  for (const [name, plain] of Object.entries(everyType)) {
    it(`for every cell of ${name}, plain, split and compared`, async () => {
      let seen = 0
      for (const breakdown of [undefined, ...splits]) {
        const analysis: Analysis = {
          ...plain,
          ...(breakdown ? { breakdown } : {}),
          compare: { with: 'range', range: { from: '2026-09-03', to: '2026-09-08' } },
        }
        const { tables } = await ask(analysis).catch((error: unknown) => {
          if (breakdown?.by === 'property' && String(error).includes('cannot be split')) return { tables: [] }
          throw error
        })
        const cells = tables.flatMap(({ columns, rows }) =>
          rows.flatMap(({ values, cells: ids }) =>
            columns
              .filter(({ key, unit }) => unit === 'customers' && ids[key] !== undefined)
              .map(({ key }) => ({ shown: values[key], cell: ids[key] ?? '' })),
          ),
        )
        const some = cells.filter((_, i) => i % Math.ceil(cells.length / 3) === 0)
        for (const { shown, cell } of some) {
          const { customers, visitors } = await readMembers(t.ctx, { analysis, cell, limit: 1 })
          expect({ cell, customers, visitors }).toEqual({ cell, customers: shown, visitors: 0 })
        }
        seen += some.length
        const [largest] = cells.toSorted((a, b) => Number(b.shown) - Number(a.shown))
        if (!largest || breakdown?.by !== 'attribute') continue
        const key = `from_${name.replaceAll('-', '_')}`
        const saved = await saveCellAsSegment(t.ctx, {
          analysis,
          cell: largest.cell,
          key,
          name: { 'zh-CN': key, en: key },
          description: '',
        })
        expect(saved).toEqual({ segment: key, customers: largest.shown, snapshot: 1 })
      }
      expect(seen).toBeGreaterThan(4)
    })
  }

  it('leaves a row in the audit for every segment saved, with the cell it came from', async () => {
    const { rows } = await sql<{ detail: { key: string; because: { analysis: string; cell: string } } }>`
      SELECT detail FROM audit WHERE action = 'segment.save_found'`.execute(t.ctx.postgres)
    expect(rows).toHaveLength(Object.keys(everyType).length)
    expect(rows[0]?.detail).toMatchObject({
      key: 'from_trend',
      because: { analysis: 'trend', cell: expect.stringContaining('current') },
    })
  })

  it('lists them in pages, masked, without visitors', async () => {
    const analysis: Analysis = {
      type: 'trend',
      range: smallDays,
      who: 'everybody',
      series: [{ measure: { of: 'users' } }],
      interval: 'total',
    }
    const { tables } = await ask(analysis)
    const [row] = tables[0]?.rows ?? []
    const cell = row?.cells['A'] ?? ''
    const numbers: number[] = []
    let cursor: string | undefined
    let page
    do {
      page = await readMembers(t.ctx, { analysis, cell, limit: 100, ...(cursor ? { cursor } : {}) })
      numbers.push(...page.items.map(({ customer }) => customer))
      cursor = page.next ?? undefined
    } while (cursor)
    expect(page.customers).toBe(row?.values['A'])
    expect(page.visitors).toBeGreaterThan(10)
    expect(numbers).toHaveLength(page.customers - page.visitors)
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(page.items[0]).toMatchObject({ name: '王**' })
  })
})

it('counts merged customers as one', async () => {
  const users = async (who: 'customers' | 'everybody') =>
    (
      await ask({
        type: 'trend',
        range: smallDays,
        who,
        series: [{ measure: { of: 'users' } }],
        interval: 'total',
      })
    ).tables[0]?.rows[0]?.values['A']
  const [found] = await t.ctx.clickhouse.query(
    `SELECT uniqExact(multiIf(customer = 5, 6, customer = 20, 21, customer)) AS everybody, uniqExactIf(multiIf(customer = 5, 6, customer = 20, 21, customer), customer % 10 != 0 OR customer = 20) AS customers FROM event`,
    {},
    z.object({ everybody: z.coerce.number(), customers: z.coerce.number() }),
  )
  expect({ everybody: await users('everybody'), customers: await users('customers') }).toEqual(found)
})

it('keeps an answer until the data changes', async () => {
  const cache = analysisCache()
  const question: Analysis = {
    type: 'trend',
    range: smallDays,
    who: 'everybody',
    series: [{ event: 'kept', measure: { of: 'count' } }],
    interval: 'total',
  }
  const run = async () => {
    const { cached, tables } = await runAnalysis(t.ctx, question, { cache })
    return { cached, count: tables[0]?.rows[0]?.values['A'] }
  }
  expect([await run(), await run()]).toEqual([
    { cached: false, count: 0 },
    { cached: true, count: 0 },
  ])
  await storeSmallEvents(t.ctx.clickhouse, [
    { customer: 1, name: 'kept', at: Date.parse('2026-09-05T00:00:00Z'), properties: {} },
  ])
  expect(await run()).toEqual({ cached: false, count: 1 })
})

it('extrapolates from a sample, with a margin of error that holds the truth', async () => {
  const question = {
    type: 'trend',
    range: smallDays,
    series: [{ measure: { of: 'users' } }],
    interval: 'total',
  } as const
  const whole = (await ask({ ...question, series: [...question.series] })).tables[0]?.rows[0]?.values['A']
  const { sample, tables } = await ask({ ...question, series: [...question.series], sample: 0.5 })
  const [row] = tables[0]?.rows ?? []
  expect(sample).toBe(0.5)
  expect(row?.cells).toEqual({})
  expect(Math.abs(Number(row?.values['A']) - Number(whole))).toBeLessThan(2 * (row?.margins?.['A'] ?? 0))
})

it('says what is wrong with a question, and where', async () => {
  await expect(
    ask({
      type: 'funnel',
      range: smallDays,
      steps: [{ event: 'a' }, { event: 'b' }],
      windowSeconds: 60,
      order: 'any',
      exclusions: [{ event: 'x' }],
    }),
  ).rejects.toThrow('need an order of steps')
  await expect(
    ask({
      type: 'trend',
      range: smallDays,
      series: [{ measure: { of: 'users' } }],
      interval: 'day',
      formulas: [{ expression: 'A / B' }],
    }),
  ).rejects.toThrow('"B" is no series: use A')
  await expect(
    ask({ type: 'path', range: smallDays, anchor: { event: 'a' }, breakdown: { by: 'tag', tag: 'nothing' } }),
  ).rejects.toThrow('there is no tag "nothing"')
  await expect(
    readMembers(t.ctx, {
      analysis: { type: 'path', range: smallDays, anchor: { event: 'a' } },
      cell: '["current",1]',
      limit: 1,
    }),
  ).rejects.toThrow('not one of this analysis')
})

it('counts no visit of who was only sent something', async () => {
  const day = { from: '2026-09-20', to: '2026-09-20' }
  const sent = { name: '$touch_sent', properties: {} }
  await storeSmallEvents(t.ctx.clickhouse, [
    { ...sent, customer: 1, at: Date.parse('2026-09-20T02:00:00Z') },
    { ...sent, customer: 2, at: Date.parse('2026-09-20T02:00:00Z') },
    { ...sent, name: '$touch_clicked', customer: 2, at: Date.parse('2026-09-20T03:00:00Z') },
  ])
  const visits = async (event?: { event: string }): Promise<unknown> => {
    const { tables } = await ask({ type: 'sessions', range: day, ...(event ? { event } : {}) })
    return tables.find(({ key }) => key === 'periods')?.rows[0]?.values['sessions']
  }
  expect(await visits()).toBe(1)
  expect(await visits({ event: '$touch_sent' })).toBe(2)
})

it('gives up a question that takes more memory or time than one may, and says so', async () => {
  const large = 'SELECT 0 AS side, uniqExact(number) AS found FROM numbers(20000000)'
  const endless = 'SELECT 0 AS side, count() AS found FROM numbers(100000000000) WHERE cityHash64(number) = 1'
  for (const [statement, settings] of [
    [large, { ...questionSettings, max_memory_usage: 50_000_000 }],
    [endless, { ...questionSettings, max_execution_time: 1 }],
  ] as const)
    await expect(askStore(t.ctx, statement, { settings })).rejects.toMatchObject({ code: 'too_large' })
})
