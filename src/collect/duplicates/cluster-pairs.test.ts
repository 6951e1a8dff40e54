import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { clusterPairs } from './queries/cluster-pairs.ts'
import { dropScratch, tables } from './scratch.ts'

let t: TestContext
beforeAll(async () => {
  t = await openTestContext()
})
afterAll(() => t.close())

type Pair = readonly [a: number, b: number, weight: number]

async function cluster(pairs: readonly Pair[]): Promise<string[]> {
  await dropScratch(t.ctx.clickhouse)
  await t.ctx.clickhouse.command(
    `CREATE TABLE ${tables.scored} (a UInt32, b UInt32, weight Float64) ENGINE = MergeTree ORDER BY (a, b)`,
  )
  if (pairs.length > 0) {
    await t.ctx.clickhouse.insert(
      tables.scored,
      ['a', 'b', 'weight'],
      pairs.map((pair) => JSON.stringify(pair)).join('\n'),
      { format: 'JSONCompactEachRow' },
    )
  }
  await clusterPairs(t.ctx.clickhouse, {})
  const rows = await t.ctx.clickhouse.query(
    `SELECT arrayStringConcat(arraySort(groupArray(record)), ' ') AS members FROM ${tables.clusters} GROUP BY cluster ORDER BY cluster`,
    {},
    z.object({ members: z.string() }),
  )
  return rows.map((row) => row.members)
}

/** All pairs of some records. */
const clique = (records: readonly number[], weight: number): Pair[] =>
  records.flatMap((a, i) => records.slice(i + 1).map((b): Pair => [a, b, weight]))

describe('clusters', () => {
  it('are empty without pairs', async () => {
    expect(await cluster([])).toEqual([])
  })

  it('hold whoever is joined by pairs, directly or not', async () => {
    expect(await cluster([[7, 9, 12], [2, 7, 12], ...clique([3, 4, 5], 9)])).toEqual(['2 7 9', '3 4 5'])
  })

  it('break a chain of look-alikes at its weakest pairs', async () => {
    const family = clique([1, 2, 3, 4], 15)
    const other = clique([5, 6, 7, 8], 15)
    expect(await cluster([...family, [4, 5, 1], ...other])).toEqual(['1 2 3 4', '5 6 7 8'])
    const chain = Array.from({ length: 40 }, (_, i): Pair => [i + 1, i + 2, 10 + (i % 10)])
    const links = await cluster(chain)
    expect(Math.max(...links.map((members) => members.split(' ').length))).toBeLessThanOrEqual(4)
  })

  it('are the connected components, where those are dense', async () => {
    const size = fc.integer({ min: 2, max: 7 })
    await fc.assert(
      fc.asyncProperty(fc.array(size, { minLength: 1, maxLength: 8 }), fc.nat(), async (sizes, seed) => {
        const labels = Array.from({ length: 100 }, (_, i) => i + 1).toSorted(
          (a, b) => ((a * 7919 + seed) % 101) - ((b * 7919 + seed) % 101),
        )
        const groups = sizes.map((n) => labels.splice(0, n).toSorted((a, b) => a - b))
        const found = await cluster(groups.flatMap((records) => clique(records, 12)))
        expect(found.toSorted()).toEqual(groups.map((records) => records.join(' ')).toSorted())
      }),
      { numRuns: 6 },
    )
  })
})
