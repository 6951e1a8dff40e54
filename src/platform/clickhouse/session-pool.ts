/**
 * Sessions that run one statement at a time, lent out in order of asking. Sessions are opened when first needed.
 */
export class SessionPool<Session> {
  readonly #open: () => Promise<Session>
  readonly #size: number
  readonly #idle: Session[] = []
  readonly #waiting: ((client: Session) => void)[] = []
  readonly #busy = new Set<Promise<unknown>>()
  #opened = 0

  constructor(open: () => Promise<Session>, size: number) {
    this.#open = open
    this.#size = size
  }

  async use<Result>(work: (client: Session) => Promise<Result>): Promise<Result> {
    const client = await this.#take()
    const running = (async () => work(client))()
    this.#busy.add(running)
    try {
      return await running
    } finally {
      this.#busy.delete(running)
      const next = this.#waiting.shift()
      if (next) next(client)
      else this.#idle.push(client)
    }
  }

  /** Wait for what is running; used before closing, because closing a busy session aborts the engine. */
  async drain(): Promise<void> {
    while (this.#busy.size > 0) await Promise.allSettled(this.#busy)
  }

  async #take(): Promise<Session> {
    const idle = this.#idle.pop()
    if (idle) return idle
    if (this.#opened < this.#size) {
      this.#opened += 1
      try {
        return await this.#open()
      } catch (error) {
        this.#opened -= 1
        throw error
      }
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}
