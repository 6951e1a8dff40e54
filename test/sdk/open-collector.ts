import fastify from 'fastify'
import type { AddressInfo } from 'node:net'
import { type SourceView, createSource, openSourceDirectory } from '../../src/collect/sources/index.ts'
import { collectRoutes, decodeEnvelope, type Item, normalise } from '../../src/collect/protocols/index.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { openTestContext } from '../harness/test-context.ts'

export interface Collector {
  readonly url: string
  addSource(key: string, allowedOrigins?: string[]): Promise<SourceView>
  /** Stored events of a source, once nothing is on its way any more. */
  events(source: SourceView): Promise<{ name: string; properties: Record<string, string> }[]>
  close(): Promise<void>
}

export async function openCollector(): Promise<Collector> {
  const t = await openTestContext()
  const sources = await openSourceDirectory(t.ctx)
  const stored = new Map<string, Item>()
  const app = fastify()
  await app.register(
    collectRoutes({
      spool: {
        append: async (record) => {
          const envelope = decodeEnvelope(Buffer.from(record))
          for (const item of normalise(envelope).items)
            stored.set(`${envelope.source}/${item.messageId}`, item)
        },
      },
      sources,
      clock: systemClock,
    }),
  )
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    addSource: async (key, allowedOrigins = []) => {
      const source = await createSource(t.ctx, { key, name: key, channel: 'web', allowedOrigins })
      await sources.refresh()
      return source
    },
    events: async (source) =>
      [...stored]
        .filter(([key]) => key.startsWith(`${source.id}/`))
        .map(([, item]) => ({ name: item.name, properties: item.properties })),
    close: async () => {
      await app.close()
      sources.close()
      await t.close()
    },
  }
}
