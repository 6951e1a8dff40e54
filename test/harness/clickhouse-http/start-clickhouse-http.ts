import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface ClickHouseHttp {
  /** e.g. `http://127.0.0.1:40123`, user `default`, no password unless one was asked for. */
  readonly url: string
  readonly port: number
  /** Sends the signal and resolves when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>
  /** Ends it in good order. */
  stop(): Promise<void>
}

const entry = fileURLToPath(new URL('./serve.ts', import.meta.url))

/**
 * A ClickHouse server for tests: chDB behind ClickHouse's HTTP interface, in a process of its own, because chDB
 * allows one data directory a process and one process a directory. Port 0 (default) takes a free one.
 */
export async function startClickHouseHttp(options: {
  dataDirectory: string
  port?: number
  user?: string
  password?: string
}): Promise<ClickHouseHttp> {
  const child = spawn(process.execPath, [entry, options.dataDirectory, String(options.port ?? 0)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      UV_THREADPOOL_SIZE: '24',
      CLICKHOUSE_HTTP_USER: options.user ?? 'default',
      CLICKHOUSE_HTTP_PASSWORD: options.password ?? '',
    },
  })
  const exited = once(child, 'exit')
  const url = await Promise.race([
    firstUrl(child.stdout),
    exited.then(([code]) => {
      throw new Error(`The ClickHouse test server ended with code ${String(code)} before it listened`)
    }),
  ])
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await exited
  }
  return { url, port: Number(new URL(url).port), kill, stop: () => kill('SIGTERM') }
}

async function firstUrl(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const url = /listening on (\S+)/.exec(line)?.[1]
    if (url !== undefined) return url
  }
  throw new Error('The ClickHouse test server closed its output before it listened')
}
