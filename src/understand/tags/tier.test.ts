import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { compileGroup } from './compile-group.ts'
import { tagDefinition } from './kinds/index.ts'

const timezone = 'Asia/Shanghai'
const definition = {
  kind: 'tier',
  base: 'standard',
  tiers: [
    { name: 'gold', from: 50_000 },
    { name: 'platinum', from: 200_000 },
    { name: 'private', from: 1_000_000 },
  ],
}

describe('the tier machine that China Construction Bank publishes', () => {
  let t: TestContext
  let tables = 0
  beforeAll(async () => {
    t = await openTestContext()
  })
  afterAll(() => t.close())

  /** Tier and watch at the close of each month of 2026, for balances held over whole months from January on. */
  async function course(monthly: readonly number[], more = {}): Promise<string[]> {
    tables += 1
    const customer = tables
    const first = (month: number): string => `2026-${String(month).padStart(2, '0')}-01`
    const rows = monthly.map((amount, i) => ({
      customer,
      holding: 'a',
      class: 'current',
      from: first(i + 1),
      to: i === 11 ? '2027-01-01' : first(i + 2),
      amount,
      updated: '2026-11-01T00:00:00Z',
    }))
    const lines = (items: readonly object[]): string => items.map((item) => JSON.stringify(item)).join('\n')
    await t.ctx.clickhouse.insert('customer', ['customer', 'updated'], lines([{ customer, updated: 0 }]))
    await t.ctx.clickhouse.insert('balance', Object.keys(rows[0] ?? {}), lines(rows))
    const seen: string[] = []
    for (let month = 1; month <= monthly.length; month += 1) {
      const asOf = new Date(Date.UTC(2026, month, 0)).toISOString().slice(0, 10)
      const table = `tiers_${customer}_${month}`
      const tags = (['tier', 'watch'] as const).map((as) => ({
        key: as,
        definition: tagDefinition.parse({ ...definition, ...more, as }),
      }))
      const build = compileGroup(table, 'balance', tags, { asOf, timezone })
      for (const sql of [build.create, ...build.compute, build.fill]) await t.ctx.clickhouse.command(sql)
      const [row] = await t.ctx.clickhouse.query(
        `SELECT tier, watch FROM ${table} WHERE customer = {customer:UInt32}`,
        { customer },
        z.object({ tier: z.string(), watch: z.boolean() }),
      )
      seen.push(`${row?.tier}${row?.watch ? ' (watch)' : ''}`)
    }
    return seen
  }

  it('upgrades at once, by as many tiers as are met', async () => {
    expect(await course([1000, 60_000, 1_000_000])).toEqual(['standard', 'gold', 'private'])
  })

  it('watches from the fourth month after three months below, and forgets when the tier is regained', async () => {
    expect(await course([200_000, 1, 1, 1, 1, 200_000, 1, 1])).toEqual([
      'platinum',
      'platinum',
      'platinum',
      'platinum (watch)', // at the close of the third month below: the next one is on watch
      'platinum (watch)',
      'platinum',
      'platinum',
      'platinum',
    ])
  })

  it('lowers to the highest monthly tier of the six months after three months on watch', async () => {
    const falling = [1_000_000, 10, 60_000, 10, 300_000, 10, 10, 10]
    expect((await course(falling)).slice(5)).toEqual(['private (watch)', 'platinum', 'platinum'])
    expect((await course([200_000, 1, 1, 1, 1, 1, 1])).slice(-2)).toEqual(['platinum (watch)', 'standard'])
  })

  it('starts the next three months afresh after a downgrade', async () => {
    const seen = await course([1_000_000, 60_000, 60_000, 60_000, 60_000, 60_000, 60_000, 1, 1, 1])
    expect(seen.slice(6)).toEqual(['gold', 'gold', 'gold', 'gold (watch)'])
  })

  it('divides by calendar days or by a fixed 30', async () => {
    // 31 January days of 49,000 are 50,633.33 a day over 30.
    expect(await course([49_000])).toEqual(['standard'])
    expect(await course([49_000], { divisor: 30 })).toEqual(['gold'])
  })
})
