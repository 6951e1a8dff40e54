import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { systemActor } from '../../platform/actor.ts'
import { type Context, withActor } from '../../platform/context.ts'
import { readMembers } from './read-members.ts'
import { analysisCache, runAnalysis } from './run-analysis.ts'
import type { Analysis } from './schema.ts'
import { everyType } from './testing/every-type.ts'
import { smallEvents, storeSmallEvents } from './testing/small-events.ts'

const people = 300
let t: TestContext
/** Sees the branch B1 with its sub-branch S1. */
let scoped: Context
/** Numbers of the customers of B1 and S1, from the master data itself. */
let own: Set<number>

beforeAll(async () => {
  t = await openTestContext()
  const { clickhouse, postgres } = t.ctx
  await sql`INSERT INTO organisation (code, parent, name, level) VALUES ('B1', NULL, '一分行', 'branch'), ('S1', 'B1', '一支行', 'sub_branch'), ('B2', NULL, '二分行', 'branch')`.execute(
    postgres,
  )
  await storeSmallEvents(clickhouse, smallEvents(people, 7))
  await clickhouse.command(
    `INSERT INTO customer (customer, number, name, gender, branch, updated)
SELECT number + 1, toString(1000 + number), '王小明', 'male', ['B1', 'S1', 'B2'][1 + number % 3], now64(3)
FROM numbers({people:UInt32}) WHERE number % 10 != 9`,
    { people },
  )
  await clickhouse.command(
    `INSERT INTO balance (customer, holding, product, class, from, to, amount, updated)
SELECT number + 1, 'h', 'p', 'current', toDate32('2026-01-01'), toDate32('2299-12-31'), 5000 + number, now64(3) FROM numbers({people:UInt32})`,
    { people },
  )
  scoped = withActor(t.ctx, {
    ...systemActor,
    kind: 'user',
    id: '9',
    name: 'bo',
    organisations: ['B1', 'S1'],
  })
  const rows = await clickhouse.query(
    "SELECT customer FROM customer WHERE branch IN ('B1', 'S1')",
    {},
    z.object({ customer: z.number() }),
  )
  own = new Set(rows.map(({ customer }) => customer))
})
afterAll(() => t.close())

const cellsOf = ({ tables }: Awaited<ReturnType<typeof runAnalysis>>) =>
  tables.flatMap(({ columns, rows }) =>
    rows.flatMap(({ values, cells }) =>
      columns
        .filter(({ key, unit }) => unit === 'customers' && cells[key] !== undefined)
        .map(({ key }) => ({ shown: Number(values[key]), cell: cells[key] ?? '' })),
    ),
  )

describe('an analysis asked within a data scope', () => {
  for (const [name, analysis] of Object.entries(everyType)) {
    it(`counts and lists customers of the branch: ${name}`, async () => {
      const answer = await runAnalysis(scoped, analysis as Analysis)
      const [largest] = cellsOf(answer).toSorted((a, b) => b.shown - a.shown)
      if (!largest) throw new Error(`${name} has no cell with customers`)
      const seen = await readMembers(scoped, { analysis, cell: largest.cell, limit: 200 })
      expect(seen.visitors).toBe(0)
      expect(seen.customers).toBe(largest.shown)
      const numbers = seen.items.map(({ customer }) => customer)
      expect(numbers.every((customer) => own.has(customer))).toBe(true)
    })
  }

  it('shows every customer of the branch that the whole bank’s answer has', async () => {
    const analysis = everyType['trend'] as Analysis
    const [cell] = cellsOf(await runAnalysis(scoped, analysis)).toSorted((a, b) => b.shown - a.shown)
    const membersOf = async (ctx: Context): Promise<number[]> => {
      const found: number[] = []
      for (let cursor: string | undefined, more = true; more;) {
        const page = await readMembers(ctx, { analysis, cell: cell?.cell ?? '', limit: 100, cursor })
        found.push(...page.items.map(({ customer }) => customer))
        cursor = page.next ?? undefined
        more = page.next !== null
      }
      return found
    }
    const all = await membersOf(t.ctx)
    const seen = await membersOf(scoped)
    expect(seen).toEqual(all.filter((customer) => own.has(customer)))
    expect(seen.length).toBeLessThan(all.length)
  })

  it('asked for everybody still leaves out visitors and other branches', async () => {
    const analysis: Analysis = {
      type: 'trend',
      range: { from: '2026-09-01', to: '2026-09-30' },
      who: 'everybody',
      series: [{ measure: { of: 'users' } }],
    } as Analysis
    const [cell] = cellsOf(await runAnalysis(scoped, analysis)).toSorted((a, b) => b.shown - a.shown)
    const seen = await readMembers(scoped, { analysis, cell: cell?.cell ?? '', limit: 200 })
    expect(seen.visitors).toBe(0)
    expect(seen.items.length).toBeGreaterThan(0)
    expect(seen.items.every(({ customer }) => own.has(customer))).toBe(true)
  })

  it('is not answered from what was kept for another scope', async () => {
    const cache = analysisCache()
    const analysis = everyType['trend'] as Analysis
    const whole = await runAnalysis(t.ctx, analysis, { cache })
    const branch = await runAnalysis(scoped, analysis, { cache })
    expect(branch.cached).toBe(false)
    expect(branch.tables).not.toEqual(whole.tables)
    expect((await runAnalysis(scoped, analysis, { cache })).cached).toBe(true)
  })
})
