import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { ManualClock } from '../clock.ts'
import { openScratch, type Scratch } from './open-scratch.ts'

let test: TestContext
let scratch: Scratch
const count = z.object({ rows: z.coerce.number() })
const rowsIn = async (ctx: TestContext['ctx'], table: string): Promise<number> =>
  (await ctx.clickhouse.query(`SELECT count() AS rows FROM ${table}`, {}, count))[0]?.rows ?? 0

beforeAll(async () => {
  test = await openTestContext()
  await test.ctx.clickhouse.command(
    `INSERT INTO touch (customer, at, journey, outcome) SELECT number, now64(3), 1, 'queued' FROM numbers(1000)`,
  )
  await test.ctx.clickhouse.command(`INSERT INTO customer_merge (customer, into, at) VALUES (7, 3, now64(3))`)
  await sql`INSERT INTO journey (key, name, graph, created_by) VALUES ('one', '{}', '{}', 'test')`.execute(
    test.ctx.postgres,
  )
  scratch = await openScratch(test.ctx, {
    clock: new ManualClock(new Date('2030-01-01T00:00:00Z')),
    postgres: { journey: 'rows', journey_tick: 'empty' },
    clickhouse: { touch: 'rows', journey_step: 'empty' },
  })
})
afterAll(async () => {
  await scratch.close()
  await test.close()
})

describe('a scratch', () => {
  it('begins with the rows of its own tables and writes them without anyone else seeing it', async () => {
    expect(await rowsIn(scratch.ctx, 'touch')).toBe(1000)
    await scratch.ctx.clickhouse.command(`INSERT INTO touch (customer, at) SELECT 1, now64(3)`)
    expect(await rowsIn(scratch.ctx, 'touch')).toBe(1001)
    expect(await rowsIn(test.ctx, 'touch')).toBe(1000)
    await sql`UPDATE journey SET description = 'tried'`.execute(scratch.ctx.postgres)
    const { rows } = await sql`SELECT description FROM journey`.execute(test.ctx.postgres)
    expect(rows).toEqual([{ description: '' }])
  })

  it('numbers new rows behind those that are there', async () => {
    const { rows } = await sql<{ id: number }>`
      INSERT INTO journey (key, name, graph, created_by) VALUES ('two', '{}', '{}', 'test') RETURNING id`.execute(
      scratch.ctx.postgres,
    )
    expect(rows[0]?.id).toBe(2)
  })

  it('reads all other tables as they are, through merges of customers', async () => {
    await test.ctx.clickhouse.command(`INSERT INTO customer (customer, number) VALUES (3, 'N3')`)
    const rows = await scratch.ctx.clickhouse.query(
      `SELECT number FROM customer FINAL WHERE customer = dictGetOrDefault('customer_canonical', 'into', toUInt64(7), toUInt32(7))`,
      {},
      z.object({ number: z.string() }),
    )
    expect(rows).toEqual([{ number: 'N3' }])
  })

  it('cannot write them, in either store', async () => {
    await expect(
      scratch.ctx.clickhouse.command(`INSERT INTO customer (customer, number) VALUES (4, 'N4')`),
    ).rejects.toThrow(/not supported/)
    await expect(
      sql`INSERT INTO template (key, channel, name) VALUES ('x', 'sms', '{}')`.execute(scratch.ctx.postgres),
    ).rejects.toThrow(/cannot insert into view/)
    await expect(sql`UPDATE channel_route SET provider = 'x'`.execute(scratch.ctx.postgres)).rejects.toThrow(
      /cannot update view/,
    )
  })

  it('is gone when it is closed, and so is one that a killed process left', async () => {
    await sql`CREATE SCHEMA scratch_abcdef0`.execute(test.ctx.postgres)
    const database = `${test.ctx.clickhouse.database}_scratch_abcdef0`
    await test.ctx.clickhouse.command(`CREATE DATABASE ${database}`)
    const another = await openScratch(test.ctx, { clock: test.clock, postgres: {}, clickhouse: {} })
    expect(await scratches()).toHaveLength(2)
    await another.close()
    expect(await scratches()).toHaveLength(1)
    const databases = await test.ctx.clickhouse.query(
      `SELECT name FROM system.databases WHERE name LIKE '%scratch%'`,
      {},
      z.object({ name: z.string() }),
    )
    expect(databases).toHaveLength(1)
  })
})

async function scratches(): Promise<unknown[]> {
  const { rows } = await sql`SELECT nspname FROM pg_namespace WHERE nspname LIKE 'scratch%'`.execute(
    test.ctx.postgres,
  )
  return rows
}
