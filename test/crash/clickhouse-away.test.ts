import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { type ClickHouseHttp, startClickHouseHttp } from '../harness/clickhouse-http/index.ts'
import { startServer, type TestServer } from '../harness/start-server.ts'
import { backlogBytes, createSource, waitUntilDrained } from './collector.ts'
import { PersistentSender } from './persistent-sender.ts'

const directory = mkdtempSync(join(tmpdir(), 'banyan-away-'))
let clickhouse: ClickHouseHttp
let server: TestServer
afterAll(async () => {
  await server.stop()
  await clickhouse.stop()
  rmSync(directory, { recursive: true, force: true })
})

it(
  'keeps acknowledging without ClickHouse until the spool is full, and loses nothing',
  { timeout: 300_000 },
  async () => {
    clickhouse = await startClickHouseHttp({ dataDirectory: directory })
    server = await startServer({
      environment: { CLICKHOUSE_URL: clickhouse.url, BANYAN_SPOOL_LIMIT: '2 MiB' },
    })
    const writeKey = await createSource(server, 'away')
    const senders = Array.from(
      { length: 4 },
      (_, i) => new PersistentSender({ name: `a${i}`, url: server.url, writeKey, users: 500 }),
    )
    const acknowledged = (): number => senders.reduce((sum, sender) => sum + sender.acknowledged.size, 0)
    const refused = (): number => senders.reduce((sum, sender) => sum + sender.refused503, 0)

    await clickhouse.kill('SIGKILL')
    const before = acknowledged()
    for (const sender of senders) sender.start()
    while (refused() === 0) await sleep(50)
    expect(acknowledged()).toBeGreaterThan(before)
    expect(await backlogBytes(server)).toBeGreaterThan(1_900_000)
    expect(senders.find((sender) => sender.retryAfter !== undefined)?.retryAfter).toMatch(/^\d+$/)

    clickhouse = await startClickHouseHttp({ dataDirectory: directory, port: clickhouse.port })
    const whenBack = acknowledged()
    while (acknowledged() < whenBack + 5000) await sleep(50)
    await Promise.all(senders.map((sender) => sender.finish()))
    await waitUntilDrained(server)
    const answer = await fetch(`${clickhouse.url}/?database=banyan`, {
      method: 'POST',
      body: 'SELECT count(), uniqExact(message_id) FROM event WHERE source != 0',
    })
    expect((await answer.text()).trim()).toBe(`${acknowledged()}\t${acknowledged()}`)
  },
)
