import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openEmbedded } from '../../src/platform/clickhouse/open-clickhouse.ts'
import { startServer, type TestServer } from '../harness/start-server.ts'
import { createSource, waitUntilDrained } from './collector.ts'
import { PersistentSender } from './persistent-sender.ts'

const kills = 10
const users = 5000

let server: TestServer
afterAll(async () => {
  await server.stop({ keep: true })
  rmSync(server.directory, { recursive: true, force: true })
})

it(
  'has every acknowledged event exactly once after ten kills -9 at full load',
  { timeout: 600_000 },
  async () => {
    server = await startServer()
    const writeKey = await createSource(server, 'crash')
    const senders = Array.from(
      { length: 8 },
      (_, i) => new PersistentSender({ name: `s${i}`, url: server.url, writeKey, users }),
    )
    for (const sender of senders) sender.start()
    for (let kill = 0; kill < kills; kill += 1) {
      // Blocks take about 150 ms: these moments fall into every part of storing one.
      await sleep(700 + kill * 137)
      await server.kill()
      server = await startServer({ directory: server.directory })
      for (const sender of senders) sender.url = server.url
    }
    await sleep(1000)
    await Promise.all(senders.map((sender) => sender.finish()))
    await waitUntilDrained(server)
    await server.stop({ keep: true })

    const acknowledged = senders.reduce((sum, sender) => sum + sender.acknowledged.size, 0)
    const clickhouse = await openEmbedded({
      directory: join(server.directory, 'clickhouse'),
      database: 'banyan',
    })
    const [events] = await clickhouse.query(
      `SELECT count() AS events, uniqExact(message_id) AS messages, uniqExact(customer) AS customers
     FROM event WHERE source != 0`,
      {},
      z.object({ events: z.coerce.number(), messages: z.coerce.number(), customers: z.coerce.number() }),
    )
    const [identifiers] = await clickhouse.query(
      `SELECT count() AS identifiers, uniqExact(value) AS values, uniqExact(customer) AS customers
     FROM identifier WHERE namespace = 'user_id'`,
      {},
      z.object({ identifiers: z.coerce.number(), values: z.coerce.number(), customers: z.coerce.number() }),
    )
    await clickhouse.close()
    console.log(`${acknowledged} events acknowledged`)
    expect(acknowledged).toBeGreaterThan(users)
    expect(events).toEqual({ events: acknowledged, messages: acknowledged, customers: users })
    expect(identifiers).toEqual({ identifiers: users, values: users, customers: users })
  },
)
