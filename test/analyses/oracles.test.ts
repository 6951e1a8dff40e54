import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analysisRoutes } from '../../src/learn/analyses/index.ts'
import { analysisResult } from '../../src/learn/analyses/result-schema.ts'
import type { Analysis } from '../../src/learn/analyses/schema.ts'
import { systemActor } from '../../src/platform/actor.ts'
import { literal } from '../../src/platform/clickhouse/literal.ts'
import { createServer } from '../../src/platform/http/server.ts'
import { openTestContext, type TestContext } from '../harness/test-context.ts'

const data = fileURLToPath(new URL('../../../shared/data', import.meta.url))

/** Store the rows of a file as events: `customer, at, name, properties`; every customer is known. */
async function load(t: TestContext, file: string, format: string, select: string): Promise<void> {
  const { clickhouse } = t.ctx
  const source = `file(${literal(`${data}/${file}`, 'String')}, ${literal(format, 'String')})`
  await clickhouse.command(
    `INSERT INTO event (customer, at, received, name, kind, properties) SELECT customer, at, at, name, 'track', properties FROM (${select} FROM ${source})`,
    {},
    {
      settings: {
        max_partitions_per_insert_block: 1000,
        format_csv_delimiter: file.startsWith('uci') ? ';' : ',',
      },
    },
  )
  await clickhouse.command(
    `INSERT INTO customer (customer, number, updated) SELECT DISTINCT customer, toString(customer), now64(3) FROM event`,
  )
}

/** Ask as everybody asks: by the API. */
async function answerTo(t: TestContext, question: Analysis) {
  const app = await createServer(t.ctx, async () => systemActor)
  await app.register(analysisRoutes)
  const response = await app.inject({
    method: 'POST',
    url: '/api/analyses/run',
    payload: { analysis: question },
  })
  await app.close()
  expect(response.statusCode).toBe(200)
  return analysisResult.parse(response.json())
}

async function ask(t: TestContext, question: Analysis) {
  const { tables } = await answerTo(t, question)
  return new Map(tables.map(({ key, rows }) => [key, rows]))
}

describe.skipIf(!existsSync(`${data}/bpic2012`))(`BPI Challenge 2012 (needs ${data}/bpic2012)`, () => {
  let t: TestContext
  beforeAll(async () => {
    t = await openTestContext()
    await load(
      t,
      'bpic2012/events.csv.gz',
      'CSVWithNames',
      `SELECT toUInt32(case_id) AS customer, parseDateTime64BestEffort(toString(timestamp), 3, 'UTC') AS at, concat(event, if(lifecycle = 'COMPLETE', '', concat('/', lifecycle))) AS name, map('amount', toString(amount_req)) AS properties`,
    )
  }, 120_000)
  afterAll(() => t.close())

  const range = { from: '2011-09-01', to: '2012-04-30' }
  const steps = [
    'A_SUBMITTED',
    'A_PARTLYSUBMITTED',
    'A_PREACCEPTED',
    'A_ACCEPTED',
    'A_FINALIZED',
    'O_SENT',
    'O_SENT_BACK',
    'A_APPROVED',
  ].map((event) => ({ event }))
  const windowSeconds = 366 * 86_400

  it('has the ordered funnel of the reference, and its median time', async () => {
    const rows = (await ask(t, { type: 'funnel', range, steps, windowSeconds })).get('steps') ?? []
    expect(rows.map(({ values }) => [values['step'], values['customers']])).toEqual([
      ['A_SUBMITTED', 13_087],
      ['A_PARTLYSUBMITTED', 13_087],
      ['A_PREACCEPTED', 7367],
      ['A_ACCEPTED', 5113],
      ['A_FINALIZED', 5015],
      ['O_SENT', 5015],
      ['O_SENT_BACK', 3254],
      ['A_APPROVED', 2246],
    ])
    const days = Number(rows.at(-1)?.values['since']) / 86_400_000
    expect(days.toFixed(2)).toBe('14.44')
  })

  it('has the declined, the cancelled, and those still open', async () => {
    const of = async (event: string) =>
      (
        await ask(t, {
          type: 'trend',
          range,
          series: [{ event, measure: { of: 'users' } }],
          interval: 'total',
        })
      ).get('points')?.[0]?.values['A']
    const [all, declined, cancelled, approved] = await Promise.all(
      ['A_SUBMITTED', 'A_DECLINED', 'A_CANCELLED', 'A_APPROVED'].map(of),
    )
    expect({ declined, cancelled }).toEqual({ declined: 7635, cancelled: 2807 })
    expect(Number(all) - Number(declined) - Number(cancelled) - Number(approved)).toBe(399)
  })
})

describe.skipIf(!existsSync(`${data}/cdnow`))(`CDNOW (needs ${data}/cdnow)`, () => {
  let t: TestContext
  beforeAll(async () => {
    t = await openTestContext()
    await load(
      t,
      'cdnow/purchases.csv.gz',
      'CSVWithNames',
      `SELECT toUInt32(users_id) AS customer, toDateTime64(concat(toString(date), ' 12:00:00'), 3, 'Asia/Shanghai') AS at, 'purchase' AS name, map('amount', toString(amt), 'cds', toString(cds)) AS properties`,
    )
  }, 120_000)
  afterAll(() => t.close())

  const range = { from: '1997-01-01', to: '1998-06-30' }

  it('has the cohorts of the first purchase and the months in which the first of them were active', async () => {
    const rows =
      (
        await ask(t, {
          type: 'retention',
          range,
          first: { event: 'purchase' },
          returned: { event: 'purchase' },
          cohort: 'first_ever',
          mode: 'calendar',
          unit: 'month',
        })
      ).get('cohorts') ?? []
    expect(rows.map(({ values }) => [values['cohort'], values['size']])).toEqual([
      ['1997-01-01', 7846],
      ['1997-02-01', 8476],
      ['1997-03-01', 7248],
    ])
    const [january] = rows
    expect(['n0', 'n1', 'n2', 'n3', 'n4', 'n5'].map((n) => january?.values[n])).toEqual([
      7846, 1157, 964, 810, 679, 736,
    ])
  })

  it('has the monthly active customers, purchases and spending by plain counting', async () => {
    const rows =
      (
        await ask(t, {
          type: 'trend',
          range,
          series: [
            { event: 'purchase', measure: { of: 'users' } },
            { event: 'purchase', measure: { of: 'count' } },
            { event: 'purchase', measure: { of: 'sum', property: 'amount' } },
          ],
          interval: 'month',
        })
      ).get('points') ?? []
    expect(rows).toHaveLength(18)
    // In January only the cohort of January can be active.
    expect(rows[0]?.values['A']).toBe(7846)
    const sum = (key: string): number => rows.reduce((total, { values }) => total + Number(values[key]), 0)
    expect(sum('B')).toBe(69_659)
    expect(sum('C').toFixed(2)).toBe('2500315.63')
    // Every month, from the lines of the file.
    const months = Map.groupBy(purchases(), ({ month }) => month)
    expect(rows.map(({ values }) => [values['t'], values['A'], values['B']])).toEqual(
      [...months]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([month, some]) => [`${month}-01`, new Set(some.map(({ user }) => user)).size, some.length]),
    )
  })

  it('has every month of every cohort as counted from the lines of the file', async () => {
    const rows =
      (
        await ask(t, {
          type: 'retention',
          range,
          first: { event: 'purchase' },
          returned: { event: 'purchase' },
          cohort: 'first_ever',
          mode: 'calendar',
          unit: 'month',
        })
      ).get('cohorts') ?? []
    const users = [...Map.groupBy(purchases(), ({ user }) => user).values()].map((some) =>
      [...new Set(some.map(({ month }) => month))].toSorted(),
    )
    const months = [...new Set(users.flat())].toSorted()
    expect(months).toHaveLength(18)
    expect(rows).toHaveLength(3)
    rows.forEach(({ values }, cohort) => {
      const own = users.filter(([first]) => first === months[cohort])
      const counted = months.slice(cohort).map((month) => own.filter((mine) => mine.includes(month)).length)
      expect(counted.map((_, n) => values[`n${n}`])).toEqual(counted)
    })
  })

  it('has those who bought once', async () => {
    const rows =
      (
        await ask(t, {
          type: 'distribution',
          range,
          event: { event: 'purchase' },
          measure: { of: 'count' },
          bins: [2],
        })
      ).get('bins') ?? []
    expect(rows.map(({ values }) => values['customers'])).toEqual([11_908, 23_570 - 11_908])
  })

  /** The lines of the file. */
  function purchases(): { user: number; month: string }[] {
    const [, ...lines] = gunzipSync(readFileSync(`${data}/cdnow/purchases.csv.gz`))
      .toString()
      .trim()
      .split('\n')
    return lines.map((line) => {
      const [user, date = ''] = line.split(',')
      return { user: Number(user), month: date.slice(0, 7) }
    })
  }
})

describe.skipIf(!existsSync(`${data}/uci-bank-marketing`))(
  `UCI bank marketing (needs ${data}/uci-bank-marketing)`,
  () => {
    let t: TestContext
    beforeAll(async () => {
      t = await openTestContext()
      // A call of every customer, and a subscription an hour later where it led to one.
      const properties = `map('previous', poutcome, 'job', job)`
      const call = `toDateTime64('2026-09-01 10:00:00', 3, 'Asia/Shanghai')`
      const hour = 'INTERVAL 1 HOUR'
      await load(
        t,
        'uci-bank-marketing/bank-additional-full.csv.gz',
        'CSVWithNames',
        `SELECT rowNumberInAllBlocks() + 1 AS customer, arrayJoin(if(y = 'yes', ['called', 'subscribed'], ['called'])) AS name, if(name = 'called', ${call}, ${call} + ${hour}) AS at, ${properties} AS properties`,
      )
    }, 120_000)
    afterAll(() => t.close())

    it('has the conversion rates of the reference, in all and by the outcome of the last campaign', async () => {
      const result = await answerTo(t, {
        type: 'funnel',
        range: { from: '2026-09-01', to: '2026-09-01' },
        steps: [{ event: 'called' }, { event: 'subscribed' }],
        windowSeconds: 86_400,
        breakdown: { by: 'property', property: 'previous' },
      })
      const rows = result.tables.find(({ key }) => key === 'steps')?.rows ?? []
      const rates = result.series.map(({ key, value }) => {
        const [called, subscribed] = rows.filter(({ series }) => series === key)
        return [
          value,
          called?.values['customers'],
          subscribed?.values['customers'],
          (100 * Number(subscribed?.values['conversion'])).toFixed(value === null ? 3 : 2),
        ]
      })
      expect(rates).toEqual([
        [null, 41_188, 4640, '11.265'],
        ['failure', 4252, 605, '14.23'],
        ['nonexistent', 35_563, 3141, '8.83'],
        ['success', 1373, 894, '65.11'],
      ])
    })
  },
)
