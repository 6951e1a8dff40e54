import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { applyJourneyDefinitions } from '../src/engage/journeys/index.ts'
import type { Context } from '../src/platform/context.ts'
import { applySegmentDefinitions, snapshotSegment } from '../src/understand/segments/index.ts'
import { applyTagDefinitions, refreshTagGroups } from '../src/understand/tags/index.ts'
import { openTestContext, type TestContext } from '../test/harness/test-context.ts'
import { readDemoState, writeDemoState } from './demo-state.ts'
import { loadDemoBank } from './index.ts'
import { planted } from './planted.ts'
import { demoTables } from './store.ts'

const bank = { seed: 7, asOf: '2026-11-01', customers: 5_000 }
const progress: number[] = []
let test: TestContext
let ctx: Context

beforeAll(async () => {
  test = await openTestContext()
  ctx = test.ctx
  await loadDemoBank(ctx, { ...bank, onProgress: (fraction) => progress.push(fraction) })
}, 120_000)
afterAll(() => test.close())

const number = z.coerce.number()

/** The only row of a question. */
async function one<Shape extends z.ZodRawShape>(
  sql: string,
  shape: Shape,
): Promise<z.output<z.ZodObject<Shape>>> {
  const [row] = await ctx.clickhouse.query(sql, {}, z.object(shape))
  if (row === undefined) throw new Error(`no row: ${sql}`)
  return row
}

/** A checksum of every table the demo fills, without the numbers that PostgreSQL hands out. */
async function checksums(): Promise<Record<string, string>> {
  const columns: Record<string, string> = {
    customer: '*',
    contact_point: '*',
    identifier: '*',
    consent: '*',
    suppression: '*',
    relation: '*',
    product: '*',
    holding: '*',
    balance: '*',
    ledger: '*',
    event: '*',
    journey_step: '* EXCEPT journey',
    touch: '* EXCEPT (journey, touch)',
    touch_receipt: '* EXCEPT (journey, touch)',
  }
  const sums: Record<string, string> = {}
  for (const [table, list] of Object.entries(columns)) {
    const { sum } = await one(
      `SELECT toString(sum(cityHash64(tuple(${list})))) AS sum FROM ${table} ${table === 'product' ? 'FINAL' : ''}`,
      {
        sum: z.string(),
      },
    )
    sums[table] = sum
  }
  return sums
}

it('fills every table and says how far it is', async () => {
  expect(progress.at(-1)).toBeCloseTo(1)
  expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  const counts = await one(
    `SELECT (SELECT count() FROM customer FINAL) AS customers, (SELECT uniqExact(number) FROM customer) AS numbers,
            (SELECT uniqExact(product) FROM product) AS products`,
    { customers: number, numbers: number, products: number },
  )
  expect(counts).toEqual({ customers: bank.customers, numbers: bank.customers, products: 40 })
  const organisations = await demoTables(ctx.postgres)
    .selectFrom('organisation')
    .select(['level', (is) => is.fn.countAll<number>().as('n')])
    .groupBy('level')
    .orderBy('level')
    .execute()
  expect(organisations).toEqual([
    { level: 'branch', n: 12 },
    { level: 'head_office', n: 1 },
    { level: 'sub_branch', n: 60 },
  ])
})

it('lets every customer belong to a sub-branch and every manager be on the staff', async () => {
  const staff = await demoTables(ctx.postgres).selectFrom('staff').select(['code', 'organisation']).execute()
  const known = new Set(staff.map(({ code, organisation }) => `${organisation} ${code}`))
  const managers = await ctx.clickhouse.query(
    `SELECT DISTINCT concat(branch, ' ', manager) AS post FROM customer WHERE manager != ''`,
    {},
    z.object({ post: z.string() }),
  )
  expect(managers.length).toBeGreaterThan(100)
  expect(managers.filter(({ post }) => !known.has(post))).toEqual([])
})

it('is refused a second time', async () => {
  await expect(loadDemoBank(ctx, { ...bank, onProgress: () => undefined })).rejects.toThrow('already')
})

describe('customers', () => {
  it('have a heavy tail of assets: four in five below ¥50,000, one in a hundred a millionaire', async () => {
    const { below, millionaires } = await one(
      `SELECT countIf(aum < 50000) / count() AS below, countIf(aum >= 1000000) / count() AS millionaires
       FROM (SELECT customer, sumIf(amount, class != 'loan' AND \`to\` = '2299-12-31') AS aum FROM balance GROUP BY customer)`,
      { below: number, millionaires: number },
    )
    expect(below).toBeGreaterThan(0.74)
    expect(below).toBeLessThan(0.82)
    expect(millionaires).toBeGreaterThan(0.006)
    expect(millionaires).toBeLessThan(0.02)
  })

  it('are on the mobile bank in three cases of five', async () => {
    const { mobile } = await one(
      `SELECT countIf(attributes['mobile_bank'] = 'yes') / count() AS mobile FROM customer`,
      { mobile: number },
    )
    expect(mobile).toBeCloseTo(0.61, 1)
  })

  it('are reached by values that are never stored plain, each identifier belonging to one of them', async () => {
    const { plain, shared } = await one(
      `SELECT (SELECT countIf(match(value, '^1[0-9]{10}$') OR value LIKE '%@%') FROM contact_point) AS plain,
              (SELECT count() FROM (SELECT namespace, value FROM identifier GROUP BY namespace, value HAVING uniqExact(customer) > 1)) AS shared`,
      { plain: number, shared: number },
    )
    expect({ plain, shared }).toEqual({ plain: 0, shared: 0 })
  })
})

describe('balances', () => {
  it('have neither gaps nor overlaps, and are never negative', async () => {
    const wrong = await one(
      `SELECT countIf(\`from\` >= \`to\`) AS empty, countIf(next != \`to\`) AS broken, countIf(amount < 0) AS negative
       FROM (
         SELECT \`from\`, \`to\`, amount,
                leadInFrame(\`from\`, 1, \`to\`) OVER (PARTITION BY customer, holding ORDER BY \`from\`
                  ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS next
         FROM balance
       )`,
      { empty: number, broken: number, negative: number },
    )
    expect(wrong).toEqual({ empty: 0, broken: 0, negative: 0 })
  })

  it('stay open for what is held and end with what was closed', async () => {
    const { wrong } = await one(
      `SELECT countIf(ended != ifNull(closed, toDate32('2299-12-31'))) AS wrong
       FROM (SELECT holding, max(\`to\`) AS ended FROM balance GROUP BY holding) AS balances
       INNER JOIN holding USING holding`,
      { wrong: number },
    )
    expect(wrong).toBe(0)
  })

  it('of current accounts move by what their ledger says', async () => {
    const { wrong } = await one(
      `SELECT countIf(last - first != moved) AS wrong
       FROM (SELECT holding, argMin(amount, \`from\`) AS first, argMax(amount, \`from\`) AS last FROM balance WHERE class = 'current' GROUP BY holding) AS balances
       INNER JOIN (SELECT holding, sum(amount) AS moved FROM ledger GROUP BY holding) AS movements USING holding`,
      { wrong: number },
    )
    expect(wrong).toBe(0)
  })

  it('average over time as their days do one by one', async () => {
    const first = '2026-08-04'
    const days = Array.from({ length: 90 }, (_, index) =>
      new Date(Date.parse(first) + index * 86_400_000).toISOString().slice(0, 10),
    )
    const weighted = await ctx.clickhouse.query(
      `SELECT customer, sum(amount * greatest(0, dateDiff('day', greatest(\`from\`, toDate32('${first}')), least(\`to\`, addDays(toDate32('${first}'), 90))))) / 90 AS average
       FROM balance WHERE class != 'loan' AND customer % 97 = 0 GROUP BY customer ORDER BY customer`,
      {},
      z.object({ customer: z.number(), average: number }),
    )
    const intervals = await ctx.clickhouse.query(
      `SELECT customer, \`from\` AS begins, \`to\` AS ends, amount FROM balance WHERE class != 'loan' AND customer % 97 = 0`,
      {},
      z.object({ customer: z.number(), begins: z.string(), ends: z.string(), amount: number }),
    )
    expect(weighted.length).toBeGreaterThan(40)
    for (const { customer, average } of weighted) {
      const own = intervals.filter((interval) => interval.customer === customer)
      const sum = days
        .flatMap((day) => own.filter(({ begins, ends }) => begins <= day && day < ends))
        .reduce((total, { amount }) => total + amount, 0)
      expect(average).toBeCloseTo(sum / 90, 1)
    }
  })
})

describe('the planted stories', () => {
  it('salaries arrived the day before', async () => {
    const { arrived } = await one(
      `SELECT countIf(toDate(at, 'Asia/Shanghai') = toDate('${bank.asOf}') - 1) / uniqExact(customer) AS arrived
       FROM ledger WHERE operation = 'payroll' AND at >= toDate('${bank.asOf}') - 40`,
      { arrived: number },
    )
    expect(arrived).toBeGreaterThan(0.02)
  })

  it('time deposits mature in the coming 7 and 30 days', async () => {
    const { week, month } = await one(
      `SELECT countIf(matures <= toDate('${bank.asOf}') + 7) / count() AS week,
              countIf(matures > toDate('${bank.asOf}') + 7 AND matures <= toDate('${bank.asOf}') + 30) / count() AS month
       FROM holding WHERE class = 'time_deposit' AND status = 'active'`,
      { week: number, month: number },
    )
    expect(week).toBeCloseTo(planted.maturities.within7Days, 1)
    expect(Math.abs(week - planted.maturities.within7Days)).toBeLessThan(0.015)
    expect(Math.abs(month - planted.maturities.within8To30Days)).toBeLessThan(0.02)
  })

  it('one branch loses its customers, the others few', async () => {
    const leaving = await ctx.clickhouse.query(
      `SELECT left(branch, 2) = '${planted.churn.branch.slice(0, 2)}' AS losing, countIf(now <= 0.65 * before) / count() AS share
       FROM (
         SELECT customer,
           sumIf(amount, \`from\` <= day AND \`to\` > day) AS now,
           sumIf(amount, \`from\` <= earlier AND \`to\` > earlier) AS before
         FROM (SELECT *, toDate32('${bank.asOf}') AS day, addDays(day, -90) AS earlier FROM balance WHERE class != 'loan')
         GROUP BY customer
         HAVING before >= 40000
       ) AS change
       INNER JOIN customer USING customer
       GROUP BY losing ORDER BY losing`,
      {},
      z.object({ losing: number, share: number }),
    )
    const [others, losing] = leaving
    expect(others?.share).toBeLessThan(0.15)
    expect(losing?.share).toBeGreaterThan(0.3)
  })

  it('the new app version loses people at the risk assessment', async () => {
    const rows = await ctx.clickhouse.query(
      `SELECT properties['app_version'] AS version,
              countIf(name = 'fund_purchase_confirm') / countIf(name = 'risk_assessment_view') AS passed
       FROM event WHERE channel = 'app' AND name IN ('risk_assessment_view', 'fund_purchase_confirm')
       GROUP BY version ORDER BY version`,
      {},
      z.object({ version: z.string(), passed: number }),
    )
    const passed = Object.fromEntries(rows.map((row) => [row.version, row.passed]))
    expect(passed[planted.funnel.olderVersion]).toBeGreaterThan(0.7)
    expect(passed[planted.funnel.brokenVersion]).toBeLessThan(0.5)
  })

  it('the finished campaign has its true uplift, measured from steps and events alone', async () => {
    const groups = await ctx.clickhouse.query(
      `SELECT step.node AS node, count() AS assigned, countIf(converted.customer != 0) AS converted
       FROM journey_step AS step
       LEFT JOIN (
         SELECT DISTINCT event.customer AS customer
         FROM event INNER JOIN (SELECT customer, at FROM journey_step WHERE origin = '') AS entry USING customer
         WHERE event.name = '${planted.campaign.conversionEvent}'
           AND event.at > entry.at AND event.at <= entry.at + INTERVAL ${planted.campaign.windowDays} DAY
       ) AS converted ON converted.customer = step.customer
       WHERE step.origin = 'hold_back'
       GROUP BY node ORDER BY node`,
      {},
      z.object({ node: z.string(), assigned: number, converted: number }),
    )
    const [control, treated] = groups
    if (control?.node !== '$holdout' || treated === undefined) throw new Error('two groups were expected')
    expect(control.assigned / (control.assigned + treated.assigned)).toBeCloseTo(0.1, 1)
    expect(Math.abs(control.converted - planted.campaign.baseRate * control.assigned)).toBeLessThanOrEqual(
      0.5,
    )
    const rate = planted.campaign.baseRate + planted.campaign.uplift
    expect(Math.abs(treated.converted - rate * treated.assigned)).toBeLessThanOrEqual(1)
  })

  it('the finished campaign conserves its customers and commits every tick', async () => {
    const db = demoTables(ctx.postgres)
    const journey = await db.selectFrom('journey').selectAll().executeTakeFirstOrThrow()
    expect(journey.status).toBe('finished')
    const ticks = await db.selectFrom('journey_tick').select('tick').orderBy('tick').execute()
    expect(ticks.map(({ tick }) => tick)).toEqual(
      Array.from({ length: journey.committed_tick }, (_, i) => i + 1),
    )
    const occupancy = await db.selectFrom('journey_occupancy').selectAll().execute()
    const { entered } = await one(`SELECT count() AS entered FROM journey_step WHERE origin = ''`, {
      entered: number,
    })
    expect(occupancy.reduce((sum, { customers }) => sum + customers, 0)).toBe(entered)
    expect(
      occupancy
        .filter(({ customers }) => customers > 0)
        .map(({ node }) => node)
        .toSorted(),
    ).toEqual(['$goal', '$holdout', 'done'])
  })
})

describe('the definitions', () => {
  const read = (file: string): unknown =>
    parse(readFileSync(new URL(`definitions/${file}`, import.meta.url), 'utf8'))
  const members = new Map<string, number>()

  beforeAll(async () => {
    await applyTagDefinitions(ctx, read('tags.yaml'))
    const groups = await refreshTagGroups(ctx, { asOf: bank.asOf })
    expect(groups.map(({ error }) => error)).toEqual(groups.map(() => null))
    const { segments } = await applySegmentDefinitions(ctx, read('segments.yaml'))
    for (const key of segments) members.set(key, (await snapshotSegment(ctx, key)).customers)
  })

  it('find some customers with every segment and everybody with none', () => {
    expect(members.size).toBeGreaterThanOrEqual(9)
    for (const [key, customers] of members) {
      expect(customers, key).toBeGreaterThan(0)
      expect(customers, key).toBeLessThan(bank.customers * 0.6)
    }
  })

  it('find most of those who were planted to leave', async () => {
    const { found, planted: leaving } = await one(
      `SELECT uniqExactIf(customer, customer IN (SELECT customer FROM segment_member WHERE segment = (${segmentId('churning')}))) AS found,
              uniqExact(customer) AS planted
       FROM (
         SELECT customer FROM ledger
         WHERE attributes['counterparty'] = 'other bank' GROUP BY customer HAVING count() = 3
       )`,
      { found: number, planted: number },
    )
    expect(leaving).toBeGreaterThan(50)
    expect(found / leaving).toBeGreaterThan(0.85)
  })

  it('publish journeys that fit the engine', async () => {
    const file = read('journeys.yaml')
    const { journeys } = await applyJourneyDefinitions(
      ctx,
      file as Parameters<typeof applyJourneyDefinitions>[1],
    )
    expect(journeys).toEqual(['deposit_maturity', 'salary_arrival', 'aum_win_back'])
    const rows = await demoTables(ctx.postgres)
      .selectFrom('journey')
      .select(['key', 'status'])
      .orderBy('id')
      .execute()
    expect(rows.filter(({ status }) => status === 'running').map(({ key }) => key)).toEqual(journeys)
  })
})

it('makes the same bank again after an interruption', async () => {
  const before = await checksums()
  const state = await readDemoState(ctx)
  if (state === undefined) throw new Error('the demo bank was loaded')
  await writeDemoState(ctx, { ...state, state: 'loading' })
  await ctx.clickhouse.command(
    'ALTER TABLE event DELETE WHERE customer % 3 = 0',
    {},
    { settings: { mutations_sync: 2 } },
  )
  await loadDemoBank(ctx, { ...bank, onProgress: () => undefined })
  expect(await readDemoState(ctx)).toEqual(state)
  expect(await checksums()).toEqual(before)
}, 120_000)
