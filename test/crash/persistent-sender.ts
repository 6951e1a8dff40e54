import { setTimeout as sleep } from 'node:timers/promises'

/** What clients with retries do: every batch is sent, unchanged, until it is acknowledged. */
export class PersistentSender {
  /** Message ids by what became of them. */
  readonly acknowledged = new Set<string>()
  refused503 = 0
  /** The Retry-After of the latest 503. */
  retryAfter: string | undefined
  readonly #name: string
  readonly #writeKey: string
  readonly #users: number
  #url: string
  #stopping = false
  #running: Promise<void> | undefined

  constructor(options: { name: string; url: string; writeKey: string; users: number }) {
    this.#name = options.name
    this.#url = options.url
    this.#writeKey = options.writeKey
    this.#users = options.users
  }

  /** Where the server is now. */
  set url(url: string) {
    this.#url = url
  }

  start(): void {
    this.#running = this.#run()
  }

  /** Resolves when everything that was ever sent is acknowledged. */
  async finish(): Promise<void> {
    this.#stopping = true
    await this.#running
  }

  async #run(): Promise<void> {
    for (let batch = 0; !this.#stopping; batch += 1) {
      const now = new Date().toISOString()
      const messages = Array.from({ length: 100 }, (_, i) => ({
        type: 'track',
        event: `crash_${i % 7}`,
        messageId: `${this.#name}-${batch}-${i}`,
        userId: `user-${(batch * 100 + i) % this.#users}`,
        timestamp: now,
        properties: { page: '/home', position: i },
      }))
      const body = JSON.stringify({ writeKey: this.#writeKey, batch: messages, sentAt: now })
      while (!(await this.#post(body))) await sleep(this.refused503 > 0 ? 200 : 50)
      for (const message of messages) this.acknowledged.add(message.messageId)
    }
  }

  async #post(body: string): Promise<boolean> {
    try {
      const response = await fetch(`${this.#url}/v1/batch`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      await response.arrayBuffer()
      if (response.status === 503) {
        this.refused503 += 1
        this.retryAfter = response.headers.get('retry-after') ?? undefined
      }
      return response.status === 200
    } catch {
      return false
    }
  }
}
