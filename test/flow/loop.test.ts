import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ClickHouseHttp, startClickHouseHttp } from '../harness/clickhouse-http/index.ts'
import { startServer, type TestServer } from '../harness/start-server.ts'
import { createTestDatabase } from '../harness/test-context.ts'

// The whole loop, twice: with embedded stores, and with PostgreSQL by URL and ClickHouse over HTTP.
const customers = 2_000
const clickhouseDirectory = mkdtempSync(join(tmpdir(), 'banyan-flow-'))
let clickhouse: ClickHouseHttp
let embedded: TestServer
let remote: TestServer
let afterLoading: { embedded: Numbers; remote: Numbers }

async function get<Answer>(server: TestServer, path: string): Promise<Answer> {
  const headers = await server.signIn()
  const response = await fetch(`${server.url}${path}`, { headers })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as Answer
}

/** What segments and effects say. Read as soon as a server is ready: its jobs go on with the day and change it. */
async function readNumbers(server: TestServer) {
  const [segments, effects] = await Promise.all([
    get<{ items: SegmentRow[] }>(server, '/api/segments?limit=100'),
    get<{ items: EffectRow[] }>(server, '/api/effects'),
  ])
  return {
    segments: segments.items.map((row) => [row.key, row.snapshot?.customers]),
    effects: effects.items.map((row) => [
      row.journey,
      row.treated.customers,
      row.treated.converted,
      row.conversion?.difference,
    ]),
  }
}
type Numbers = Awaited<ReturnType<typeof readNumbers>>

beforeAll(async () => {
  clickhouse = await startClickHouseHttp({ dataDirectory: clickhouseDirectory })
  embedded = await startServer({ demoCustomers: customers })
  const here = await readNumbers(embedded)
  remote = await startServer({
    demoCustomers: customers,
    environment: { DATABASE_URL: await createTestDatabase(), CLICKHOUSE_URL: clickhouse.url },
  })
  afterLoading = { embedded: here, remote: await readNumbers(remote) }
}, 180_000)
afterAll(async () => {
  await Promise.all([embedded.stop(), remote.stop()])
  await clickhouse.stop()
  rmSync(clickhouseDirectory, { recursive: true, force: true })
})

interface SegmentRow {
  key: string
  snapshot: { customers: number } | null
}
interface EffectRow {
  journey: string
  treated: { customers: number; converted: number }
  conversion: { difference: number; low: number; high: number } | null
}

describe('the loop', () => {
  it('gives the same segments and effects over ClickHouse’s HTTP interface as embedded', () => {
    expect(afterLoading.embedded.segments.length).toBeGreaterThanOrEqual(9)
    expect(afterLoading.remote).toEqual(afterLoading.embedded)
  })

  it('measures the finished campaign against its holdout', async () => {
    const { items } = await get<{ items: EffectRow[] }>(embedded, '/api/effects')
    const campaign = items.find((row) => row.journey === 'autumn_deposit_offer')
    expect(campaign?.treated.converted).toBeGreaterThan(0)
    expect(campaign?.conversion?.low).toBeLessThan(0.025)
    expect(campaign?.conversion?.high).toBeGreaterThan(0.025)
  })

  it.each([
    ['embedded', () => embedded],
    ['over HTTP', () => remote],
  ])('shows an event that a customer just caused, %s', async (_name, server) => {
    const sources = await get<{ items: { key: string; writeKey: string }[] }>(server(), '/api/sources')
    const writeKey = sources.items[0]?.writeKey ?? ''
    const response = await fetch(`${server().url}/v1/track`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        userId: 'flow-user',
        event: 'flow_tested',
        messageId: 'flow-1',
        properties: { amount: 7 },
      }),
    })
    expect(response.status).toBe(200)
    // By its name: the visitors of the demo bank go on meanwhile.
    const feed = () =>
      get<{ items: { name: string; properties: Record<string, string> }[] }>(
        server(),
        '/api/event-feed?name=flow_tested',
      )
    await expect
      .poll(async () => (await feed()).items)
      .toContainEqual(expect.objectContaining({ name: 'flow_tested', properties: { amount: '7' } }))
  })

  it('counts itself on the overview', async () => {
    const overview = await get<Record<string, Record<string, number>>>(embedded, '/api/overview')
    expect(overview['understand']?.['customers']).toBe(customers)
    expect(overview['collect']?.['eventsTotal']).toBeGreaterThan(1_000)
    expect(overview['engage']?.['journeysRunning']).toBeGreaterThan(0)
    expect(overview['learn']?.['effects']).toBeGreaterThan(0)
  })
})
