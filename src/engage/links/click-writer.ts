import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from '../../platform/context.ts'
import { messageOf } from '../../platform/errors.ts'
import { linkTables } from './store.ts'

export interface Click {
  readonly link: number
  readonly customer: number
  readonly at: Date
  readonly device: string
}

const rowsAtOnce = 5_000
const keptAtMost = 200_000
/** Two taps of one finger are one click. */
const sameClickMilliseconds = 10_000
const retryMilliseconds = 500

/**
 * Writes clicks into PostgreSQL, all that came while the last ones were written with one statement. While PostgreSQL is
 * away they wait in memory.
 */
export class ClickWriter {
  readonly #ctx: Pick<Context, 'postgres' | 'log'>
  readonly #recent = new Map<string, number>()
  #waiting: { click: Click; done: () => void }[] = []
  #writing: Promise<void> | undefined
  #closed = false

  constructor(ctx: Pick<Context, 'postgres' | 'log'>) {
    this.#ctx = ctx
  }

  /** Resolves when the click is stored, or was counted a moment ago. */
  add(click: Click): Promise<void> {
    if (this.#wasCounted(click) || this.#waiting.length >= keptAtMost) return Promise.resolve()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.push({ click, done: resolve })
    this.#writing ??= this.#write()
    return promise
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#writing
  }

  #wasCounted({ link, customer, at }: Click): boolean {
    const name = `${link} ${customer}`
    const before = this.#recent.get(name)
    if (before !== undefined && at.getTime() - before < sameClickMilliseconds) return true
    this.#recent.delete(name)
    this.#recent.set(name, at.getTime())
    const [oldest] = this.#recent.keys()
    if (this.#recent.size > keptAtMost && oldest !== undefined) this.#recent.delete(oldest)
    return false
  }

  async #write(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    while (this.#waiting.length > 0) {
      const group = this.#waiting.slice(0, rowsAtOnce)
      try {
        await linkTables(this.#ctx.postgres)
          .insertInto('link_click')
          .values(
            group.map(({ click: { link, customer, at, device } }) => ({
              link_id: link,
              customer,
              at,
              device,
            })),
          )
          .execute()
        this.#waiting = this.#waiting.slice(group.length)
        for (const { done } of group) done()
      } catch (error) {
        this.#ctx.log.error(
          { waiting: this.#waiting.length, reason: messageOf(error) },
          'clicks could not be stored',
        )
        if (this.#closed) break
        await pause(retryMilliseconds)
      }
    }
    this.#writing = undefined
  }
}
