import { setTimeout as sleep } from 'node:timers/promises'

/**
 * How long after its acknowledgement an event can be queried: single events of a source of their own are sent while
 * others load the server, and the event feed is asked until each of them shows up.
 * @returns milliseconds, one for every probe that was seen
 */
export async function probeQueryable(options: {
  readonly url: string
  readonly writeKey: string
  readonly source: number
  readonly headers: Record<string, string>
  readonly seconds: number
}): Promise<{ seen: number[]; lost: number }> {
  const acknowledged = new Map<string, number>()
  const seen: number[] = []
  const end = performance.now() + options.seconds * 1000
  const progress = { sending: true }
  const send = async (): Promise<void> => {
    for (let i = 0; performance.now() < end; i += 1) {
      const messageId = `probe-${process.pid}-${i}`
      const response = await fetch(`${options.url}/v1/track`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          writeKey: options.writeKey,
          type: 'track',
          event: 'probe',
          messageId,
          userId: `probe-${i % 100}`,
          timestamp: new Date().toISOString(),
        }),
      })
      await response.arrayBuffer()
      if (response.ok) acknowledged.set(messageId, performance.now())
      await sleep(100)
    }
    progress.sending = false
  }
  const watch = async (): Promise<void> => {
    const giveUp = end + 60_000
    while ((progress.sending || acknowledged.size > 0) && performance.now() < giveUp) {
      const response = await fetch(`${options.url}/api/event-feed?source=${options.source}&limit=200`, {
        headers: options.headers,
      })
      if (!response.ok) throw new Error(`The event feed answered ${response.status}`)
      const { items } = (await response.json()) as { items: { messageId: string }[] }
      const now = performance.now()
      for (const { messageId } of items) {
        const at = acknowledged.get(messageId)
        if (at === undefined) continue
        seen.push(now - at)
        acknowledged.delete(messageId)
      }
      await sleep(100)
    }
  }
  await Promise.all([send(), watch()])
  return { seen, lost: acknowledged.size }
}
