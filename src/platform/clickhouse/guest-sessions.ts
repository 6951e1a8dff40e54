import type { ClickHouseClient } from '@clickhouse/client'
import type { GuestOptions } from './clickhouse.ts'
import { identifier, literal } from './literal.ts'
import { SessionPool } from './session-pool.ts'

/** How many guests run at once; the others wait. */
const atOnce = 2

interface Slot {
  /** What the session was set up for; it cannot be set up again, because it is read-only. */
  setUp: string
  client: ClickHouseClient | undefined
}

/**
 * Read-only sessions, each for one database and one set of limits. A session stays open for the next guest who needs the
 * same; opening one takes some 10 ms.
 */
export function guestSessions(
  openClient: () => ClickHouseClient,
  everywhere: Readonly<Record<string, string | number>>,
): {
  use<Result>(options: GuestOptions, work: (client: ClickHouseClient) => Promise<Result>): Promise<Result>
  close(): Promise<void>
} {
  const slots = new SessionPool<Slot>(async () => ({ setUp: '', client: undefined }), atOnce)
  const opened = new Set<ClickHouseClient>()
  const sessionFor = async (slot: Slot, { database, settings }: GuestOptions): Promise<ClickHouseClient> => {
    const setUp = JSON.stringify([database, settings])
    if (slot.client && slot.setUp === setUp) return slot.client
    if (slot.client) {
      opened.delete(slot.client)
      await slot.client.close()
      slot.client = undefined
    }
    const client = openClient()
    opened.add(client)
    await client.command({ query: `USE ${identifier(database)}` })
    for (const [name, value] of Object.entries({ ...everywhere, ...settings, readonly: 1 }))
      await client.command({ query: `SET ${identifier(name)} = ${settingSql(value)}` })
    slot.client = client
    slot.setUp = setUp
    return client
  }
  return {
    use: (options, work) =>
      slots.use(async (slot) => {
        options.signal?.throwIfAborted()
        return work(await sessionFor(slot, options))
      }),
    close: async () => {
      await slots.drain()
      for (const client of opened) await client.close()
    },
  }
}

function settingSql(value: string | number): string {
  return /^\d+$/.test(String(value)) ? String(value) : literal(String(value), 'String')
}
