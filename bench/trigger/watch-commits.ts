import pg from 'pg'

export interface Seen {
  readonly journey: number
  readonly tick: number
  /** Milliseconds since the epoch at which the commit was seen from outside. */
  readonly at: number
}

/** Look every 25 ms which ticks are committed: what was queued by them is in the outbox from then on. */
export async function watchCommits(url: string): Promise<{
  /** Resolves when nothing was committed for five seconds. */
  quiet(): Promise<void>
  stop(): Promise<Seen[]>
}> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const last = new Map<number, number>()
  const seen: Seen[] = []
  const watching = { on: true }
  const running = (async () => {
    while (watching.on) {
      const { rows } = await client.query<{ id: number; committed_tick: number }>(
        'SELECT id, committed_tick FROM journey',
      )
      const at = Date.now()
      for (const { id, committed_tick } of rows) {
        for (let tick = (last.get(id) ?? 0) + 1; tick <= committed_tick; tick += 1)
          seen.push({ journey: id, tick, at })
        last.set(id, committed_tick)
      }
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    await client.end()
  })()
  return {
    quiet: async () => {
      const asked = Date.now()
      while (Date.now() - Math.max(asked, seen.at(-1)?.at ?? 0) < 5_000)
        await new Promise((resolve) => setTimeout(resolve, 100))
    },
    stop: async () => {
      watching.on = false
      await running
      return seen
    },
  }
}
