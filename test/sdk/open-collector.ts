import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { openBanyan } from '../../src/app.ts'
import { createSource, type SourceView } from '../../src/collect/sources/index.ts'
import { canonical } from '../../src/platform/clickhouse/canonical.ts'
import { defineQuery } from '../../src/platform/clickhouse/define-query.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { createTestDatabase } from '../harness/test-context.ts'

export interface StoredEvent {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
}

/** The whole server, listening, with its drainer at work and real stores behind it. */
export interface Collector {
  readonly url: string
  addSource(key: string, allowedOrigins?: string[]): Promise<SourceView>
  /** All stored events of a source, after everything accepted before this call. */
  events(source: SourceView): Promise<StoredEvent[]>
  /** Stored events of a source as soon as `enough` says so. */
  until(source: SourceView, enough: (events: readonly StoredEvent[]) => boolean): Promise<StoredEvent[]>
  /** How many customers the events of a source belong to, after everything accepted before this call. */
  customers(source: SourceView): Promise<number>
  close(): Promise<void>
}

const storedEvents = defineQuery({
  sql: 'SELECT name, properties FROM event WHERE source = {source:UInt32} ORDER BY at, message_id',
  parameters: z.object({ source: z.number() }),
  row: z.object({ name: z.string(), properties: z.record(z.string(), z.string()) }),
})

const countCustomers = defineQuery({
  sql: `SELECT uniqExact(${canonical('customer')}) AS customers FROM event WHERE source = {source:UInt32} AND name != {fence:String}`,
  parameters: z.object({ source: z.number(), fence: z.string() }),
  row: z.object({ customers: z.coerce.number() }),
})

/** Marks a place in the spool, which is drained in order. */
const fence = 'Fence'

export async function openCollector(): Promise<Collector> {
  const directory = mkdtempSync(join(tmpdir(), 'banyan-sdk-'))
  const environment = {
    BANYAN_DATA: directory,
    DATABASE_URL: await createTestDatabase(),
    BANYAN_LOG: 'silent',
  }
  const banyan = await openBanyan(loadConfig({ environment }))
  await banyan.server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = banyan.server.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  let fences = 0

  const until: Collector['until'] = async (source, enough) => {
    for (;;) {
      const found = await storedEvents(banyan.ctx.clickhouse, { source: source.id })
      if (enough(found)) return found
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  const events: Collector['events'] = async (source) => {
    fences += 1
    const messageId = `fence-${fences}`
    const response = await fetch(`${url}/v1/track`, {
      method: 'POST',
      body: JSON.stringify({
        writeKey: source.writeKey,
        userId: 'fence',
        event: fence,
        messageId,
        properties: { messageId },
      }),
    })
    if (!response.ok) throw new Error(`The fence was refused: ${response.status} ${await response.text()}`)
    const stored = await until(source, (found) =>
      found.some((event) => event.properties['messageId'] === messageId),
    )
    return stored.filter((event) => event.name !== fence)
  }
  return {
    url,
    addSource: (key, allowedOrigins = []) =>
      createSource(banyan.ctx, { key, name: key, channel: 'web', allowedOrigins }),
    until,
    events,
    customers: async (source) => {
      await events(source)
      const [row] = await countCustomers(banyan.ctx.clickhouse, { source: source.id, fence })
      return row?.customers ?? 0
    },
    close: async () => {
      await banyan.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
