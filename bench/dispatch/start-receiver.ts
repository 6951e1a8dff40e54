import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Receiver {
  readonly url: string
  /** What came since the last time: distinct messages, requests, and messages that came twice. */
  count(): Promise<{ messages: number; requests: number; repeated: number }>
  stop(): void
}

/** A gateway in a process of its own, so that it takes no time of the sender's thread. */
export async function startReceiver(): Promise<Receiver> {
  const child = fork(fileURLToPath(new URL('receiver.ts', import.meta.url)), { stdio: 'inherit' })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return {
    url: `http://127.0.0.1:${port}/`,
    count: async () => {
      child.send('count')
      const [counts] = (await once(child, 'message')) as [
        { messages: number; requests: number; repeated: number },
      ]
      return counts
    },
    stop: () => child.kill(),
  }
}
