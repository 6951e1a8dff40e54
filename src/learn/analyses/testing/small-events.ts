import type { ClickHouse } from '../../../platform/clickhouse/clickhouse.ts'
import type { SmallEvent } from './naive-funnel.ts'

export const smallDays = { from: '2026-09-01', to: '2026-09-10' } as const
export const smallNames = ['a', 'b', 'c', 'x'] as const
const start = Date.parse('2026-08-31T16:00:00Z')
const tenDays = 864_000_000

/** A small generator of whole numbers below a bound, the same in every run (mulberry32). */
export function generator(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** Up to nine events of each customer within ten days of Shanghai, many at one instant: on a grid of a few hours. */
export function smallEvents(customers: number, seed: number): SmallEvent[] {
  const below = generator(seed)
  const events: SmallEvent[] = []
  for (let customer = 1; customer <= customers; customer += 1) {
    const grid = [tenDays / 8, tenDays / 40, 3_600_000][below(3)] ?? 1
    for (let i = below(10); i > 0; i -= 1)
      events.push({
        customer,
        name: smallNames[below(smallNames.length)] ?? 'a',
        at: start + below(tenDays / grid) * grid,
        properties: { page: ['', 'home', 'list'][below(3)] ?? '', order: ['', '1', '2'][below(3)] ?? '' },
      })
  }
  return events
}

export async function storeSmallEvents(clickhouse: ClickHouse, events: readonly SmallEvent[]): Promise<void> {
  await clickhouse.insert(
    'event',
    ['at', 'received', 'name', 'kind', 'customer', 'message_id', 'properties'],
    events
      .map(({ at, properties, ...one }, i) =>
        JSON.stringify({
          ...one,
          at: new Date(at).toISOString(),
          received: new Date(at).toISOString(),
          kind: 'track',
          message_id: String(i),
          properties: Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== '')),
        }),
      )
      .join('\n'),
  )
}

export function byCustomer(events: readonly SmallEvent[]): Map<number, SmallEvent[]> {
  return Map.groupBy(events, ({ customer }) => customer)
}
