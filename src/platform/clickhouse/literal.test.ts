import { assert, asyncProperty, pre, string } from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { identifier, literal } from './literal.ts'

let test: TestContext
beforeAll(async () => {
  test = await openTestContext()
})
afterAll(() => test.close())

async function roundTrip(value: unknown, type: string): Promise<string | undefined> {
  const [row] = await test.ctx.clickhouse.query(
    `SELECT toString({value:${type}}) AS value`,
    { value },
    z.object({ value: z.string() }),
  )
  return row?.value
}

describe('literals', () => {
  it('carry any text unchanged', async () => {
    await assert(
      asyncProperty(string({ unit: 'binary', maxLength: 40 }), async (text) => {
        pre(text.isWellFormed())
        expect(await roundTrip(text, 'String')).toBe(text)
      }),
      { numRuns: 300 },
    )
  })

  it('cannot be escaped from', async () => {
    for (const attack of [`'; DROP TABLE event; --`, `\\'; SELECT 1`, `' OR 1=1`, `{x:String}`, `\\`, `''`]) {
      expect(await roundTrip(attack, 'String')).toBe(attack)
    }
  })

  it('never become a placeholder of the statement they are written into', async () => {
    const sql = `SELECT ${literal('{value:String}', 'String')} AS value`
    const [row] = await test.ctx.clickhouse.query(sql, { value: 'not me' }, z.object({ value: z.string() }))
    expect(row?.value).toBe('{value:String}')
  })

  it('keep numbers, dates, lists and nulls', async () => {
    expect(await roundTrip('18446744073709551615', 'UInt64')).toBe('18446744073709551615')
    expect(await roundTrip('-12.30', 'Decimal(18, 2)')).toBe('-12.3')
    expect(await roundTrip('1993-01-31', 'Date32')).toBe('1993-01-31')
    expect(await roundTrip(new Date('2026-11-01T02:00:00.123Z'), "DateTime64(3, 'UTC')")).toBe(
      '2026-11-01 02:00:00.123',
    )
    expect(await roundTrip(['a', "b'c"], 'Array(String)')).toBe(`['a','b\\'c']`)
    expect(await roundTrip([], 'Array(UInt32)')).toBe('[]')
    expect(await roundTrip({ "k'": 'v' }, 'Map(String, String)')).toBe(`{'k\\'':'v'}`)
    expect(literal(null, 'Nullable(UInt8)')).toBe('NULL')
  })

  it('refuse what does not belong to the type, and names that are not names', () => {
    expect(() => literal('1; DROP TABLE event', 'UInt32')).toThrow('not a value of ClickHouse type UInt32')
    expect(() => literal(1.5, 'Int64')).toThrow('type Int64')
    expect(() => literal(Number.NaN, 'Float64')).toThrow('type Float64')
    expect(() => literal('2026-13-01; x', 'Date')).toThrow('type Date')
    expect(() => identifier('event; DROP TABLE event')).toThrow('is not a name')
  })
})
