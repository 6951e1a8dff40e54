import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startClickHouseHttp, type ClickHouseHttp } from './index.ts'

let directory: string
let server: ClickHouseHttp
let client: ClickHouseClient

const connect = (options: Parameters<typeof createClient>[0] = {}) =>
  createClient({
    url: server.url,
    database: 'bank',
    compression: { request: true, response: true },
    log: { level: ClickHouseLogLevel.OFF },
    ...options,
  })

const rows = async (query: string, query_params: Record<string, unknown> = {}): Promise<unknown[]> => {
  const result = await client.query({ query, query_params, format: 'JSONEachRow' })
  return result.json()
}

const insert = (values: readonly object[], token?: string) =>
  client.insert({
    table: 'event',
    columns: ['id', 'name', 'amount', 'at', 'properties'],
    values,
    format: 'JSONEachRow',
    ...(token === undefined ? {} : { clickhouse_settings: { insert_deduplication_token: token } }),
  })
const event = (id: number) => ({
  id,
  name: 'pay; SELECT 1',
  amount: '0.10',
  at: '2026-11-21 01:02:03.456',
  properties: { note: "it's\nhere; \\ 中文" },
})

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clickhouse-http-'))
  server = await startClickHouseHttp({ dataDirectory: directory, password: 'secret' })
  const first = createClient({ url: server.url, password: 'secret' })
  await first.command({ query: 'CREATE DATABASE bank' })
  await first.close()
  client = connect({ password: 'secret' })
  await client.command({
    query: `CREATE TABLE event (id UInt32, name String, amount Decimal(18, 2), at DateTime64(3, 'UTC'), properties Map(String, String))
            ENGINE = MergeTree ORDER BY id SETTINGS fsync_after_insert = 1, non_replicated_deduplication_window = 100`,
  })
})

afterAll(async () => {
  await client.close()
  await server.stop()
  await rm(directory, { recursive: true, force: true })
})

describe('connection', () => {
  it('answers a ping and a ping by select', async () => {
    await expect(client.ping()).resolves.toEqual({ success: true })
    await expect(client.ping({ select: true })).resolves.toEqual({ success: true })
  })

  it('refuses a wrong password with the code of ClickHouse', async () => {
    const stranger = connect({ password: 'guess' })
    await expect(stranger.query({ query: 'SELECT 1' })).rejects.toMatchObject({
      code: '516',
      type: 'AUTHENTICATION_FAILED',
    })
    await stranger.close()
  })

  it('selects in the database of the client', async () => {
    expect(await rows('SELECT currentDatabase() AS name')).toEqual([{ name: 'bank' }])
  })
})

describe('parameters', () => {
  it.each([
    ['String', "it's a \\ back\tslash\nnew 中文 {x}", "it's a \\ back\tslash\nnew 中文 {x}"],
    ['String', '', ''],
    ['UInt32', 4_294_967_295, 4_294_967_295],
    ['Int64', -5n, '-5'],
    ['UInt128', '340282366920938463463374607431768211455', '340282366920938463463374607431768211455'],
    ['Float64', 0.1, 0.1],
    ['Bool', true, true],
    ['Decimal(18, 2)', '12345678901234.56', 12345678901234.56],
    ['Date', '2026-11-21', '2026-11-21'],
    ['Date32', '1901-02-03', '1901-02-03'],
    ["DateTime64(3, 'UTC')", '2026-11-21 01:02:03.456', '2026-11-21 01:02:03.456'],
    ['UUID', '61f0c404-5cb3-11e7-907b-a6006ad3dba0', '61f0c404-5cb3-11e7-907b-a6006ad3dba0'],
    ['Nullable(String)', null, null],
    ['Nullable(UInt32)', 7, 7],
    ['Array(UInt32)', [1, 2, 3], [1, 2, 3]],
    ['Array(String)', ["a'b", 'c\\d', 'e,f]', ''], ["a'b", 'c\\d', 'e,f]', '']],
    ['Array(String)', [], []],
    ['Array(Nullable(String))', ['a', null], ['a', null]],
    ['Map(String, String)', { "k'1": 'v\n1' }, { "k'1": 'v\n1' }],
    ['Array(Array(UInt8))', [[1], [2, 3]], [[1], [2, 3]]],
  ])('binds %s', async (type, value, expected) => {
    const settings = { output_format_json_quote_64bit_integers: 1 as const }
    const result = await client.query({
      query: `SELECT {value:${type}} AS value, toTypeName(value) AS type`,
      query_params: { value },
      clickhouse_settings: settings,
      format: 'JSONEachRow',
    })
    expect(await result.json()).toEqual([{ value: expected, type }])
  })

  it('binds identifiers', async () => {
    expect(
      await rows('SELECT {column:Identifier} AS value FROM numbers(1)', { column: 'number' }),
    ).toMatchObject([{ value: expect.anything() }])
  })

  it('keeps a value that looks like SQL a value', async () => {
    const value = "'; DROP TABLE event; --"
    expect(await rows('SELECT {value:String} AS value', { value })).toEqual([{ value }])
  })

  it('binds long lists, which the client sends as a form', async () => {
    const ids = Array.from({ length: 60_000 }, (_, index) => index)
    const result = await client.query({
      query: 'SELECT length({ids:Array(UInt32)}) AS length',
      query_params: { ids },
      use_multipart_params: true,
      format: 'JSONEachRow',
    })
    expect(await result.json()).toEqual([{ length: ids.length }])
  })

  it('forgets parameters and settings of the previous request', async () => {
    await rows('SELECT {value:UInt8} AS value', { value: 1 })
    await expect(rows('SELECT {value:UInt8} AS value')).rejects.toMatchObject({
      type: 'UNKNOWN_QUERY_PARAMETER',
    })
  })
})

describe('inserts', () => {
  it('stores rows of every type we use', async () => {
    await insert([event(1)])
    expect(await rows('SELECT * FROM event WHERE id = 1')).toEqual([{ ...event(1), amount: 0.1 }])
  })

  it('makes a repeated insert with the same token a no-op', async () => {
    await insert([event(10), event(11)], 'batch-1')
    await insert([event(10), event(11)], 'batch-1')
    await insert([event(10)], 'batch-2')
    expect(await rows('SELECT count() AS count FROM event WHERE id IN (10, 11)')).toEqual([{ count: 3 }])
  })

  it('counts what it wrote in the summary', async () => {
    const result = await insert([event(20), event(21), event(22)])
    expect(result.summary).toMatchObject({ written_rows: '3' })
  })

  it('takes 50,000 rows at once, and none at all', async () => {
    await insert(Array.from({ length: 50_000 }, (_, index) => event(1_000_000 + index)))
    await insert([])
    expect(await rows('SELECT count() AS count FROM event WHERE id >= 1000000')).toEqual([{ count: 50_000 }])
  })

  it('refuses rows that do not fit', async () => {
    await expect(insert([{ ...event(30), amount: 'much' }])).rejects.toThrow(/amount/)
  })
})

describe('errors', () => {
  it.each([
    ['SELECT nope', '47', 'UNKNOWN_IDENTIFIER'],
    ['SELECT * FROM nope', '60', 'UNKNOWN_TABLE'],
    ['SELEC 1', '62', 'SYNTAX_ERROR'],
    ["SELECT throwIf(1, 'boom')", '395', 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO'],
  ])('reports %s as %s', async (query, code, type) => {
    await expect(client.command({ query })).rejects.toMatchObject({ code, type })
  })

  it('reports an error in the middle of a stream', async () => {
    const result = await client.query({
      query: "SELECT throwIf(number = 3000000, 'boom') AS x, number FROM numbers(5000000)",
      format: 'JSONEachRow',
    })
    await expect(result.json()).rejects.toMatchObject({ code: '395' })
  })

  it('enforces memory and time limits', async () => {
    const heavy = 'SELECT count() FROM (SELECT number FROM numbers(50000000) GROUP BY number)'
    await expect(
      client.query({ query: heavy, clickhouse_settings: { max_memory_usage: '50000000' } }),
    ).rejects.toMatchObject({ type: 'MEMORY_LIMIT_EXCEEDED' })
    await expect(
      client.query({
        query: 'SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1',
        clickhouse_settings: { max_execution_time: 1 },
      }),
    ).rejects.toMatchObject({ type: 'TIMEOUT_EXCEEDED' })
  })
})

describe('results', () => {
  it('streams large results', async () => {
    const result = await client.query({ query: 'SELECT number FROM numbers(1000000)', format: 'JSONEachRow' })
    let count = 0
    for await (const chunk of result.stream()) count += chunk.length
    expect(count).toBe(1_000_000)
  })

  it('keeps working after 40 results were dropped half read', async () => {
    await Promise.all(
      Array.from({ length: 40 }, async () => {
        const result = await client.query({
          query: 'SELECT number FROM numbers(5000000)',
          format: 'JSONEachRow',
        })
        result.close()
      }),
    )
    expect(await rows('SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  it('runs statements side by side', async () => {
    const naps = Array.from({ length: 8 }, () =>
      rows('SELECT count() AS running FROM system.processes WHERE sleep(1) = 0'),
    )
    const answers = await Promise.all(naps)
    expect(
      Math.max(...answers.flat().map((row) => Number((row as { running: unknown }).running))),
    ).toBeGreaterThan(1)
  })
})

const endless = 'SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1'
const running = (id: string) =>
  rows(
    "SELECT count() AS count FROM system.processes WHERE Settings['log_comment'] = {id:String} AND query NOT LIKE '%processes%'",
    { id },
  )

describe('cancelling', () => {
  it('stops a statement by KILL QUERY with the id of the client', async () => {
    const outcome = client.query({ query: endless, query_id: 'endless-1' }).catch((error: unknown) => error)
    await expect.poll(() => running('endless-1')).toEqual([{ count: 1 }])
    await client.command({ query: "KILL QUERY WHERE query_id = 'endless-1' ASYNC" })
    expect(await outcome).toMatchObject({ type: 'QUERY_WAS_CANCELLED' })
  })

  it('stops a statement whose client went away, when it asked for that', async () => {
    const controller = new AbortController()
    const outcome = client
      .query({
        query: endless,
        query_id: 'endless-2',
        abort_signal: controller.signal,
        clickhouse_settings: { cancel_http_readonly_queries_on_client_close: 1 },
      })
      .catch((error: unknown) => error)
    await expect.poll(() => running('endless-2')).toEqual([{ count: 1 }])
    controller.abort()
    expect(String(await outcome)).toContain('abort')
    await expect.poll(() => running('endless-2')).toEqual([{ count: 0 }])
  })
})

describe('sessions', () => {
  it('keeps temporary tables of a named session', async () => {
    const session = connect({ password: 'secret', session_id: 'desk-1' })
    await session.command({ query: 'CREATE TEMPORARY TABLE basket (id UInt32)' })
    await session.insert({ table: 'basket', values: [{ id: 1 }], format: 'JSONEachRow' })
    const result = await session.query({ query: 'SELECT id FROM basket', format: 'JSONEachRow' })
    expect(await result.json()).toEqual([{ id: 1 }])
    await session.close()
  })
})

describe('crashes', () => {
  it('keeps every acknowledged insert over kill -9', async () => {
    const acknowledged: number[] = []
    const stopWriting = new AbortController()
    const writer = async (start: number) => {
      for (let id = start; !stopWriting.signal.aborted; id += 1) {
        try {
          await client.insert({ table: 'event', values: [{ id, name: 'crash' }], format: 'JSONEachRow' })
          acknowledged.push(id)
        } catch {
          return
        }
      }
    }
    const writers = [writer(2_000_000), writer(3_000_000), writer(4_000_000)]
    await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(100)
    await server.kill('SIGKILL')
    stopWriting.abort()
    await Promise.all(writers)
    await client.close()
    server = await startClickHouseHttp({ dataDirectory: directory, port: server.port, password: 'secret' })
    client = connect({ password: 'secret' })
    const stored = await rows("SELECT id FROM event WHERE name = 'crash'")
    const ids = stored.map((row) => (row as { id: number }).id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(acknowledged.filter((id) => !ids.includes(id))).toEqual([])
  })
})
