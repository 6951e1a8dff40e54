import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { migrateClickHouse } from './migrate-clickhouse.ts'

const directory = fileURLToPath(new URL('../../../migrations/clickhouse/', import.meta.url))

let t: TestContext

beforeAll(async () => {
  t = await openTestContext()
})

afterAll(() => t.close())

it('applies a migration again whose last instant was a power cut', async () => {
  const { clickhouse } = t.ctx
  const applied = (): Promise<{ files: string }[]> =>
    clickhouse.query(
      'SELECT arrayStringConcat(arraySort(groupArray(name))) AS files FROM migration',
      {},
      z.object({ files: z.string() }),
    )
  const before = await applied()
  await clickhouse.command('TRUNCATE TABLE migration')
  await migrateClickHouse(clickhouse, directory)
  expect(await applied()).toEqual(before)
})
