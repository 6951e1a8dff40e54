import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Rival {
  readonly url: string
  stop(): Promise<void>
}

/** Fastify + PostgreSQL in processes of their own. */
export async function startRival(): Promise<Rival> {
  const directory = mkdtempSync(join(tmpdir(), 'banyan-rival-'))
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./rival-server.ts', import.meta.url)), join(directory, 'postgres')],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /listening on (\S+)/.exec(line)?.[1]
    if (url === undefined) continue
    return {
      url,
      stop: async () => {
        child.kill('SIGTERM')
        await exited
        rmSync(directory, { recursive: true, force: true })
      },
    }
  }
  throw new Error('The rival did not start')
}
