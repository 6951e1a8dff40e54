import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { benchColumns } from '../../bench/audience/columns.ts'
import { fillBank } from '../../bench/audience/fill-bank.ts'
import { benchInstant, benchRules } from '../../bench/audience/rules.ts'
import { benchGroups } from '../../bench/audience/tags.ts'
import type { ClickHouse } from '../../src/platform/clickhouse/clickhouse.ts'
import { migrateClickHouse } from '../../src/platform/clickhouse/migrate-clickhouse.ts'
import { openEmbedded } from '../../src/platform/clickhouse/open-clickhouse.ts'
import { type CatalogueTag, compileRule, type CompiledRule } from '../../src/understand/rules/index.ts'
import { buildWords } from '../../src/understand/tags/words/build-words.ts'
import { openTestContext, type TestContext } from '../harness/test-context.ts'

const customers = 300_000
const parts = 2
const customersPerBlock = 65_536
const canonical = `dictGetOrDefault('banyan.customer_canonical', 'into', toUInt64(customer), customer)`
const tagTable = (group: string): string => `tag_${group}`
const wordsTable = (group: string): string => `words_1_tag_${group}`

describe('a bank split over two databases by customer block', () => {
  let t: TestContext
  let whole: ClickHouse
  let split: ClickHouse[]
  const tags = new Map<string, CatalogueTag>()

  beforeAll(async () => {
    t = await openTestContext()
    whole = t.ctx.clickhouse
    await fillBank(whole, customers)
    await whole.command(`INSERT INTO customer_merge (customer, into, at)
SELECT number * 7 + 1, number * 7 + 100000, toDateTime64('2026-10-01 00:00:00', 3) FROM numbers(2000)`)
    await whole.command('SYSTEM RELOAD DICTIONARY customer_canonical')
    for (const group of benchGroups) {
      const columns = benchColumns(group.tags)
      const [table, words] = [tagTable(group.key), wordsTable(group.key)]
      const encodings = await buildWords(whole, table, words, columns, { pool: 'long' })
      for (const { key, ...column } of columns) {
        const encoding = encodings.get(key)
        const name = { 'zh-CN': key, en: key }
        tags.set(key, { key, name, unit: '', column, table, words: encoding && { table: words, encoding } })
      }
    }
    split = []
    for (let part = 0; part < parts; part += 1) split.push(await fillPart(part))
  }, 300_000)
  afterAll(async () => {
    await Promise.all(split.map((part) => part.close()))
    await t.close()
  })

  /** A database of its own that holds the blocks of one part: a customer's rows stand where the merged customer stands. */
  async function fillPart(part: number): Promise<ClickHouse> {
    const database = `part_${part}`
    const store = await openEmbedded({
      directory: join(t.directory, 'clickhouse'),
      database,
      shortSessions: 1,
      longSessions: 1,
    })
    await migrateClickHouse(store, fileURLToPath(new URL('../../migrations/clickhouse', import.meta.url)))
    const here = (block: string): string => `${block} % ${parts} = ${part}`
    const copy = async (table: string, where: string): Promise<void> => {
      await store.command(`INSERT INTO ${table} SELECT * FROM banyan.${table} WHERE ${where}`)
    }
    const ofCustomer = here(`intDiv(${canonical}, ${customersPerBlock})`)
    for (const table of ['customer', 'event']) await copy(table, ofCustomer)
    // Who was merged into whom is known everywhere, as the dictionary needs it.
    await copy('customer_merge', '1')
    await store.command('SYSTEM RELOAD DICTIONARY customer_canonical')
    for (const { key } of benchGroups)
      for (const [table, where] of [
        [tagTable(key), here(`intDiv(customer, ${customersPerBlock})`)],
        [wordsTable(key), here(`intDiv(word, ${customersPerBlock / 64})`)],
      ] as const) {
        await store.command(`CREATE TABLE ${table} AS banyan.${table}`)
        await copy(table, where)
      }
    return store
  }

  async function count(store: ClickHouse, { countSql }: CompiledRule): Promise<number> {
    const [row] = await store.query(countSql, {}, z.object({ customers: z.coerce.number() }))
    return row?.customers ?? -1
  }

  async function members(store: ClickHouse, { bitmapSql }: CompiledRule): Promise<number[]> {
    const row = z.object({ members: z.array(z.number()) })
    const [found] = await store.query(`SELECT bitmapToArray(${bitmapSql}) AS members`, {}, row)
    return found?.members ?? []
  }

  it('has every customer in exactly one part', async () => {
    const one = z.object({ customers: z.coerce.number() })
    const sizes = await Promise.all(
      split.map(
        async (store) => (await store.query('SELECT count() AS customers FROM customer', {}, one))[0],
      ),
    )
    expect(sizes.every((size) => size && size.customers > customers / 4)).toBe(true)
    expect(sizes.reduce((sum, size) => sum + (size?.customers ?? 0), 0)).toBe(customers)
  })

  for (const words of [true, false])
    for (const { name, rule } of benchRules)
      it(`means the same customers, part by part: ${name} (${words ? 'words' : 'scans'})`, async () => {
        const compiled = compileRule(rule, {
          catalogue: { tags, segments: new Map(), lists: new Map() },
          asOf: benchInstant,
          timezone: 'Asia/Shanghai',
          words,
        })
        // Split-local: the statement names no database, so that each runs on what its own part holds.
        expect(compiled.countSql + compiled.bitmapSql).not.toMatch(/\b(banyan|part_\d)\b/)
        const counts = await Promise.all(split.map((store) => count(store, compiled)))
        const found = await Promise.all(split.map((store) => members(store, compiled)))
        const single = await members(whole, compiled)
        expect(single.length).toBeGreaterThan(0)
        expect(counts.reduce((sum, size) => sum + size, 0)).toBe(await count(whole, compiled))
        expect(counts).toEqual(found.map((list) => list.length))
        expect(found.flat().toSorted((a, b) => a - b)).toEqual(single.toSorted((a, b) => a - b))
        for (const [part, list] of found.entries())
          expect(list.filter((who) => Math.floor(who / customersPerBlock) % parts !== part)).toEqual([])
      })
})
