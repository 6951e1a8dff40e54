import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '../../platform/context.ts'
import { messageOf } from '../../platform/errors.ts'

const pauseMilliseconds = 1000

/** Keeps the dictionary behind `canonical()` current: reloaded after merges, at most about once a second. */
export class CanonicalReload {
  readonly #ctx: Context
  #wanted = false
  #running: Promise<void> | undefined

  constructor(ctx: Context) {
    this.#ctx = ctx
  }

  /** Merges were written: the dictionary is behind. */
  request(): void {
    this.#wanted = true
    this.#running ??= this.#run()
  }

  /** Resolves when the dictionary has all merges that were requested before. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running
  }

  async #run(): Promise<void> {
    while (this.#wanted) {
      this.#wanted = false
      try {
        await this.#ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
      } catch (error) {
        this.#wanted = true
        this.#ctx.log.warn(
          { reason: messageOf(error) },
          'the merges of customers could not be reloaded, trying again',
        )
      }
      await sleep(pauseMilliseconds, undefined, { ref: false })
    }
    this.#running = undefined
  }
}
