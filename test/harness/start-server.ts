import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** What every test server's administrator signs in with. */
export const adminPassword = 'test-password-of-admin'

export interface TestServer {
  readonly url: string
  readonly process: ChildProcess
  readonly directory: string
  /** What the process printed so far. */
  output(): string
  /** End it without warning, as a power cut would. */
  kill(): Promise<void>
  /** Stop it cleanly; with `keep`, its data directory stays for the next start. */
  stop(options?: { keep?: boolean }): Promise<void>
  /** Sign in; the headers to send with every following request. */
  signIn(login?: string, password?: string): Promise<Record<string, string>>
}

/**
 * The real server in a process of its own, on a free port, with embedded stores in a temporary directory unless
 * `environment` says otherwise. Starts empty unless `demoCustomers` is given.
 */
export async function startServer(
  options: { directory?: string; environment?: Record<string, string>; demoCustomers?: number } = {},
): Promise<TestServer> {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'banyan-server-'))
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: root,
    env: {
      ...process.env,
      UV_THREADPOOL_SIZE: '16',
      PORT: '0',
      BANYAN_DATA: directory,
      BANYAN_ADMIN_PASSWORD: adminPassword,
      BANYAN_LOG: 'warn',
      BANYAN_DEMO: options.demoCustomers === undefined ? 'false' : 'true',
      ...(options.demoCustomers === undefined
        ? {}
        : { BANYAN_DEMO_CUSTOMERS: String(options.demoCustomers) }),
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      printed = (printed + chunk.toString()).slice(-100_000)
      const ready = /Banyan is ready at (http:\/\/\S+)/.exec(printed)?.[1]
      if (ready) resolve(ready)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`The server ended with code ${code}:\n${printed}`)))
  })
  return {
    url,
    process: child,
    directory,
    output: () => printed,
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
    stop: async ({ keep = false } = {}) => {
      child.kill('SIGTERM')
      await exited
      if (!keep) rmSync(directory, { recursive: true, force: true })
    },
    signIn: async (login = 'admin', password = adminPassword) => {
      const response = await fetch(`${url}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ login, password }),
      })
      if (!response.ok) throw new Error(`Signing in failed: ${response.status} ${await response.text()}`)
      const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
      return { cookie, 'x-requested-with': 'banyan' }
    },
  }
}
