import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { compileRule } from '../../rules/index.ts'
import { applyTagDefinitions } from '../apply-tag-definitions.ts'
import { loadCatalogueTags } from '../load-catalogue-tags.ts'
import { refreshTagGroups } from '../refresh-tag-groups.ts'
import { storeSampleBank } from '../testing/sample-bank.ts'
import { sampleTags } from '../testing/sample-definitions.ts'

const rich = { tag: 'aum', op: 'gte', value: 50_000.01 }
let t: TestContext

beforeAll(async () => {
  t = await openTestContext()
  await storeSampleBank(t.ctx, 1000)
  await applyTagDefinitions(t.ctx, sampleTags)
})
afterAll(() => t.close())

async function refresh(): Promise<(string | null)[]> {
  const results = await refreshTagGroups(t.ctx, { groups: ['value'] })
  return results.map(({ error }) => error)
}

async function sliced(): Promise<boolean> {
  return Boolean((await loadCatalogueTags(t.ctx)).get('aum')?.words)
}

async function countRich(): Promise<number> {
  const tags = await loadCatalogueTags(t.ctx)
  const { countSql } = compileRule(rich, {
    catalogue: { tags, segments: new Map(), lists: new Map() },
    asOf: t.clock.now(),
    timezone: 'Asia/Shanghai',
  })
  const [row] = await t.ctx.clickhouse.query(countSql, {}, z.object({ customers: z.coerce.number() }))
  return row?.customers ?? -1
}

it('slices a group at the end of its refresh', async () => {
  expect(await sliced()).toBe(false)
  expect(await refresh()).toEqual([null])
  expect(await sliced()).toBe(true)
  expect(await countRich()).toBe(500)
})

it('lets no rule read words of another table, when a refresh dies after the new table is in its place', async () => {
  await t.ctx.clickhouse.command(
    `INSERT INTO balance (customer, holding, product, class, from, to, amount, updated)
SELECT number + 1, 'b', 'current', 'current', toDate32('2026-01-01'), toDate32('2299-12-31'), 1000000,
  toDateTime64('2026-11-01 00:00:00', 3) FROM numbers(250)`,
  )
  await sql`CREATE FUNCTION die() RETURNS trigger AS $$ BEGIN RAISE 'died'; END $$ LANGUAGE plpgsql`.execute(
    t.ctx.postgres,
  )
  await sql`CREATE TRIGGER die BEFORE INSERT OR UPDATE ON tag_summary FOR EACH ROW EXECUTE FUNCTION die()`.execute(
    t.ctx.postgres,
  )
  expect((await refresh())[0]).toContain('died')
  expect(await sliced()).toBe(false)
  expect(await countRich()).toBe(750)

  await sql`DROP TRIGGER die ON tag_summary`.execute(t.ctx.postgres)
  expect(await refresh()).toEqual([null])
  expect(await sliced()).toBe(true)
  expect(await countRich()).toBe(750)
})

it('keeps the words of the last refresh and the one before, for rules that began with them', async () => {
  await refresh()
  const found = await t.ctx.clickhouse.query(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'words_') ORDER BY name`,
    {},
    z.object({ name: z.string() }),
  )
  expect(found.map(({ name }) => name)).toEqual(['words_2_tag_value', 'words_3_tag_value'])
})
