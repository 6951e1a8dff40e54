import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readDemoState, writeDemoState } from './demo-state.ts'
import { loadDemoBank } from './index.ts'
import { demoTables } from './store.ts'
import { bank, type LoadedBank, openLoadedBank } from './testing/loaded-bank.ts'

const number = z.coerce.number()
let loaded: LoadedBank

beforeAll(async () => {
  loaded = await openLoadedBank()
}, 120_000)
afterAll(() => loaded.close())

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
    touch_receipt: '* EXCEPT (journey, touch, stored)',
  }
  const sums: Record<string, string> = {}
  for (const [table, list] of Object.entries(columns)) {
    const { sum } = await loaded.one(
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
  expect(loaded.progress.at(-1)).toBeCloseTo(1)
  expect(loaded.progress).toEqual(loaded.progress.toSorted((a, b) => a - b))
  const counts = await loaded.one(
    `SELECT (SELECT count() FROM customer FINAL) AS customers, (SELECT uniqExact(number) FROM customer) AS numbers,
            (SELECT uniqExact(product) FROM product) AS products`,
    { customers: number, numbers: number, products: number },
  )
  expect(counts).toEqual({ customers: bank.customers, numbers: bank.customers, products: 40 })
  const organisations = await demoTables(loaded.ctx.postgres)
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
  const staff = await demoTables(loaded.ctx.postgres)
    .selectFrom('staff')
    .select(['code', 'organisation'])
    .execute()
  const known = new Set(staff.map(({ code, organisation }) => `${organisation} ${code}`))
  const managers = await loaded.ctx.clickhouse.query(
    `SELECT DISTINCT concat(branch, ' ', manager) AS post FROM customer WHERE manager != ''`,
    {},
    z.object({ post: z.string() }),
  )
  expect(managers.length).toBeGreaterThan(100)
  expect(managers.filter(({ post }) => !known.has(post))).toEqual([])
})

it('is refused a second time', async () => {
  await expect(loadDemoBank(loaded.ctx, { ...bank, onProgress: () => undefined })).rejects.toThrow('already')
})

describe('customers', () => {
  it('have a heavy tail of assets: four in five below ¥50,000, one in a hundred a millionaire', async () => {
    const { below, millionaires } = await loaded.one(
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
    const { mobile } = await loaded.one(
      `SELECT countIf(attributes['mobile_bank'] = 'yes') / count() AS mobile FROM customer`,
      { mobile: number },
    )
    expect(mobile).toBeCloseTo(0.61, 1)
  })

  it('are reached by values that are never stored plain, each identifier belonging to one of them', async () => {
    const { plain, shared } = await loaded.one(
      `SELECT (SELECT countIf(match(value, '^1[0-9]{10}$') OR value LIKE '%@%') FROM contact_point) AS plain,
              (SELECT count() FROM (SELECT namespace, value FROM identifier GROUP BY namespace, value HAVING uniqExact(customer) > 1)) AS shared`,
      { plain: number, shared: number },
    )
    expect({ plain, shared }).toEqual({ plain: 0, shared: 0 })
  })
})

describe('who customers are', () => {
  it('is known at four levels: most have a class I account, the dormant at best a card', async () => {
    const rows = await loaded.ctx.clickhouse.query(
      `SELECT level, count() / (SELECT count() FROM customer) AS share
       FROM (SELECT customer, max(level) AS level FROM identity_evidence GROUP BY customer) GROUP BY level ORDER BY level`,
      {},
      z.object({ level: z.number(), share: number }),
    )
    expect(rows.map(({ level }) => level)).toEqual([2, 3, 4, 5])
    const [realName = 0, card = 0, online = 0, branch = 0] = rows.map(({ share }) => share)
    expect(branch).toBeGreaterThan(0.7)
    for (const share of [realName, card, online]) expect(share).toBeGreaterThan(0.02)
    expect(realName + card + online + branch).toBeCloseTo(1)
  })

  it('is told by families, employers and shops as well', async () => {
    const shares = await loaded.one(
      `SELECT uniqExactIf(customer, kind = 'household') / ${bank.customers} AS family,
              uniqExactIf(customer, kind = 'payroll') / ${bank.customers} AS employed,
              uniqExactIf(customer, kind = 'merchant') / ${bank.customers} AS guests,
              countIf(customer = related) AS odd,
              countIf(related NOT IN (SELECT customer FROM customer)) AS strangers
       FROM relation`,
      { family: number, employed: number, guests: number, odd: number, strangers: number },
    )
    expect(shares.family).toBeGreaterThan(0.06)
    expect(shares.employed).toBeGreaterThan(0.35)
    expect(shares.guests).toBeGreaterThan(0.15)
    expect(shares.guests).toBeLessThan(0.3)
    expect([shares.odd, shares.strangers]).toEqual([0, 0])
  })
})

describe('balances', () => {
  it('have neither gaps nor overlaps, and are never negative', async () => {
    const wrong = await loaded.one(
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
    const { wrong } = await loaded.one(
      `SELECT countIf(ended != ifNull(closed, toDate32('2299-12-31'))) AS wrong
       FROM (SELECT holding, max(\`to\`) AS ended FROM balance GROUP BY holding) AS balances
       INNER JOIN holding USING holding`,
      { wrong: number },
    )
    expect(wrong).toBe(0)
  })

  it('of current accounts move by what their ledger says', async () => {
    const { wrong } = await loaded.one(
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
    const weighted = await loaded.ctx.clickhouse.query(
      `SELECT customer, sum(amount * greatest(0, dateDiff('day', greatest(\`from\`, toDate32('${first}')), least(\`to\`, addDays(toDate32('${first}'), 90))))) / 90 AS average
       FROM balance WHERE class != 'loan' AND customer % 97 = 0 GROUP BY customer ORDER BY customer`,
      {},
      z.object({ customer: z.number(), average: number }),
    )
    const intervals = await loaded.ctx.clickhouse.query(
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

it('makes the same bank again after an interruption', async () => {
  const before = await checksums()
  const state = await readDemoState(loaded.ctx)
  if (state === undefined) throw new Error('the demo bank was loaded')
  await writeDemoState(loaded.ctx, { ...state, state: 'loading' })
  await loaded.ctx.clickhouse.command(
    'ALTER TABLE event DELETE WHERE customer % 3 = 0',
    {},
    { settings: { mutations_sync: 2 } },
  )
  await loadDemoBank(loaded.ctx, { ...bank, onProgress: () => undefined })
  expect(await readDemoState(loaded.ctx)).toEqual(state)
  expect(await checksums()).toEqual(before)
}, 120_000)
