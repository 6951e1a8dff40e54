import { setTimeout as sleep } from 'node:timers/promises'
import type { TestServer } from '../harness/start-server.ts'

/** Adds a source; its write key. */
export async function createSource(server: TestServer, key: string): Promise<string> {
  const response = await fetch(`${server.url}/api/sources`, {
    method: 'POST',
    headers: { ...(await server.signIn()), 'content-type': 'application/json' },
    body: JSON.stringify({ key, name: key, channel: 'app' }),
  })
  if (!response.ok) throw new Error(`The source was not created: ${response.status} ${await response.text()}`)
  const { writeKey } = (await response.json()) as { writeKey: string }
  return writeKey
}

export async function backlogBytes(server: TestServer): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  return Number(/^banyan_spool_backlog_bytes (\S+)$/m.exec(text)?.[1] ?? Number.NaN)
}

export async function waitUntilDrained(server: TestServer): Promise<void> {
  while ((await backlogBytes(server)) !== 0) await sleep(100)
}
