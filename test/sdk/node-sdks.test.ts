import RudderAnalytics from '@rudderstack/rudder-sdk-node'
import { Analytics } from '@segment/analytics-node'
import { PostHog } from 'posthog-node'
import SensorsAnalytics from 'sa-sdk-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Fate, type FlakyProxy, openFlakyProxy } from './flaky-proxy.ts'
import { type Collector, openCollector } from './open-collector.ts'

const total = 1_000
const numbers = Array.from({ length: total }, (_, n) => n)
/** The first requests of every SDK meet everything that can go wrong. */
const fates: readonly Fate[] = [
  'answer lost',
  'passes',
  'lost',
  'refused',
  'answer lost',
  'passes',
  'refused',
  'answer lost',
  'lost',
]

let collector: Collector

beforeAll(async () => {
  collector = await openCollector()
})
afterAll(() => collector.close())

interface Delivery {
  /** How often each misfortune struck. */
  readonly struck: FlakyProxy['struck']
  /** The property `n` of every event that is stored now, sorted. */
  readonly stored: number[]
}

/** An SDK sends `total` events of a source of its own through a bad network. */
async function deliver(
  key: string,
  send: (url: string, writeKey: string) => Promise<void>,
): Promise<Delivery> {
  const source = await collector.addSource(key)
  const proxy = await openFlakyProxy(collector.url, fates)
  try {
    await send(proxy.url, source.writeKey)
    const events = await collector.events(source)
    return {
      struck: proxy.struck,
      stored: events.map((event) => Number(event.properties['n'])).sort((a, b) => a - b),
    }
  } finally {
    await proxy.close()
  }
}
const misfortunes = { 'answer lost': 3, lost: 2, refused: 2 }

describe('1,000 events through a network that loses requests and answers are stored exactly once', () => {
  it('from @segment/analytics-node', async () => {
    const { struck, stored } = await deliver('segment', async (host, writeKey) => {
      const analytics = new Analytics({ writeKey, host, flushAt: 50, flushInterval: 200, maxRetries: 10 })
      const failures: unknown[] = []
      analytics.on('error', (error) => failures.push(error))
      for (const n of numbers)
        analytics.track({ userId: `user-${n % 50}`, event: 'SdkTest', properties: { n } })
      await analytics.closeAndFlush({ timeout: 50_000 })
      expect(failures).toEqual([])
    })
    expect(struck).toMatchObject(misfortunes)
    expect(stored).toEqual(numbers)
  })

  it('from @rudderstack/rudder-sdk-node, gzipped', async () => {
    const { struck, stored } = await deliver('rudder', async (dataPlaneUrl, writeKey) => {
      const analytics = new RudderAnalytics(writeKey, {
        dataPlaneUrl,
        flushAt: 50,
        flushInterval: 200,
        retryCount: 10,
        logLevel: 'none',
        axiosRetryConfig: { retryDelay: () => 100 },
      })
      const acknowledged = numbers.map(
        (n) =>
          new Promise<void>((resolve, reject) => {
            const settle = (error?: Error) => (error ? reject(error) : resolve())
            analytics.track({ userId: `user-${n % 50}`, event: 'SdkTest', properties: { n } }, settle)
          }),
      )
      for (let sent = 0; sent < total; sent += 50) await analytics.flush()
      await Promise.all(acknowledged)
    })
    expect(struck).toMatchObject(misfortunes)
    expect(stored).toEqual(numbers)
  })

  it('from posthog-node, gzipped', async () => {
    const { struck, stored } = await deliver('posthog', async (host, key) => {
      const posthog = new PostHog(key, {
        host,
        flushAt: 50,
        flushInterval: 200,
        fetchRetryCount: 10,
        fetchRetryDelay: 50,
      })
      for (const n of numbers)
        posthog.capture({ distinctId: `user-${n % 50}`, event: 'SdkTest', properties: { n } })
      await posthog.shutdown(50_000)
    })
    expect(struck).toMatchObject(misfortunes)
    expect(stored).toEqual(numbers)
  })

  it('from sa-sdk-node, whose application repeats what failed', async () => {
    const { struck, stored } = await deliver('sensors', async (url, writeKey) => {
      const sensors = new SensorsAnalytics()
      const submitter = new SensorsAnalytics.Submitter({ url: `${url}/sa?project=default&token=${writeKey}` })
      const batches: unknown[][] = []
      sensors.inBatch({ count: 50 }).subscribe((batch) => batches.push(batch))
      for (const n of numbers) sensors.track(`user-${n % 50}`, 'SdkTest', { n })
      for (const batch of batches) await untilSubmitted(submitter, batch)
    })
    expect(struck).toMatchObject(misfortunes)
    expect(stored).toEqual(numbers)
  })
})

/** The SDK drops a batch that failed and says so; repeating it is left to the application. */
async function untilSubmitted(
  submitter: SensorsAnalytics.Submitter,
  batch: readonly unknown[],
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await submitter.submit(batch)
    } catch (error) {
      if (attempt === 10) throw error
    }
  }
}
