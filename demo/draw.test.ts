import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../test/harness/test-context.ts'
import { chance, integer, logNormal, normal, oneOf, text, uniform, weighted } from './draw.ts'

let test: TestContext
beforeAll(async () => {
  test = await openTestContext()
})
afterAll(() => test.close())

/** A question about 100,000 draws. */
async function ask(columns: string, seed = 7): Promise<Record<string, number>> {
  const [row] = await test.ctx.clickhouse.query(
    `SELECT ${columns} FROM numbers(100000)`,
    { seed },
    z.record(z.string(), z.coerce.number()),
  )
  return row ?? {}
}

it('draws the same numbers for the same seed and others for another one', async () => {
  const checksum = `toFloat64(sum(cityHash64(${uniform('a', 'number')}) % 1000)) AS sum`
  expect(await ask(checksum)).toEqual(await ask(checksum))
  expect(await ask(checksum, 8)).not.toEqual(await ask(checksum))
})

it('is uniform below 1, and independent between names', async () => {
  const { low, high, mean, together } = await ask(
    `min(${uniform('a', 'number')}) AS low, max(${uniform('a', 'number')}) AS high, avg(${uniform('a', 'number')}) AS mean,
     corr(${uniform('a', 'number')}, ${uniform('b', 'number')}) AS together`,
  )
  expect(low).toBeGreaterThanOrEqual(0)
  expect(high).toBeLessThan(1)
  expect(mean).toBeCloseTo(0.5, 2)
  expect(together).toBeCloseTo(0, 1)
})

it('keeps integers within both bounds and reaches them', async () => {
  const dice = integer(1, 6, 'dice', 'number')
  expect(await ask(`min(${dice}) AS low, max(${dice}) AS high, avg(${dice}) AS mean`)).toMatchObject({
    low: 1,
    high: 6,
    mean: expect.closeTo(3.5, 1),
  })
})

it('has the moments of the normal and the median of the log-normal', async () => {
  const found = await ask(
    `avg(${normal('n', 'number')}) AS mean, stddevPop(${normal('n', 'number')}) AS deviation,
     quantileExact(${logNormal(5000, 0.5, 'l', 'number')}) AS median`,
  )
  expect(found['mean']).toBeCloseTo(0, 1)
  expect(found['deviation']).toBeCloseTo(1, 1)
  expect((found['median'] ?? 0) / 5000).toBeCloseTo(1, 1)
})

it('chooses by weight, by chance and evenly', async () => {
  const found = await ask(
    `countIf(${weighted(
      [
        ['a', 1],
        ['b', 3],
      ],
      'w',
      'number',
    )} = 'b') / count() AS three_quarters,
     countIf(${chance(0.2, 'c', 'number')}) / count() AS fifth,
     countIf(${oneOf(['x', 'y', 'z', "it's"], 'o', 'number')} = ${text("it's")}) / count() AS quarter`,
  )
  expect(found['three_quarters']).toBeCloseTo(0.75, 1)
  expect(found['fifth']).toBeCloseTo(0.2, 1)
  expect(found['quarter']).toBeCloseTo(0.25, 1)
})
