import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { isProcessAlive } from '../../src/platform/processes.ts'
import { openPostgres } from '../../src/platform/postgres/open-postgres.ts'
import { startClickHouseHttp } from '../harness/clickhouse-http/index.ts'
import { startServer, type TestServer } from '../harness/start-server.ts'
import { createTestDatabase } from '../harness/test-context.ts'

const servers: TestServer[] = []
const directories: string[] = []
function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'banyan-start-'))
  directories.push(directory)
  return directory
}
async function start(options: Parameters<typeof startServer>[0]): Promise<TestServer> {
  const server = await startServer(options)
  servers.push(server)
  return server
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()))
})
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true })
})

describe('starting', () => {
  it('prints a generated password once and starts again by itself after kill -9', async () => {
    const directory = scratch()
    const first = await start({ directory, environment: { BANYAN_ADMIN_PASSWORD: '' } })
    expect(first.output()).toMatch(/Password: \S{16}/)
    await first.kill()
    const second = await start({ directory, environment: { BANYAN_ADMIN_PASSWORD: '' } })
    expect(second.output()).not.toContain('Password')
    expect((await fetch(`${second.url}/readyz`)).status).toBe(200)
  })

  it('refuses a data directory that another process uses, in one clear line', async () => {
    const directory = scratch()
    const first = await start({ directory })
    await expect(startServer({ directory })).rejects.toThrow(
      /is in use by process \d+: stop it or set BANYAN_DATA/,
    )
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
  })

  it('says that its port is taken before it does anything else', async () => {
    const first = await start({ directory: scratch() })
    const { port } = new URL(first.url)
    const failure = await startServer({ directory: scratch(), environment: { PORT: port } }).catch(String)
    expect(failure).toContain(`port ${port} on 127.0.0.1 is in use: stop what listens there or set PORT`)
    expect(failure).not.toContain('Password')
  })

  it('hears the SIGTERM that a service manager sends to npm', async () => {
    const directory = scratch()
    const npm = spawn('npm', ['run', '--silent', 'start', '--ignore-scripts', '--', '--no-demo'], {
      env: { ...process.env, BANYAN_DATA: directory, PORT: '0', BANYAN_LOG: 'warn' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const output = text(npm.stdout)
    await vi.waitFor(() => readFileSync(join(directory, 'banyan.lock')), 30_000)
    await vi.waitFor(() => readFileSync(join(directory, 'postgres', 'postmaster.pid')), 30_000)
    const [pid] = readFileSync(join(directory, 'banyan.lock'), 'utf8').split(' ')
    await sleep(2_000)
    npm.kill('SIGTERM')
    expect(await output).toContain('Stopping (SIGTERM)')
    await vi.waitFor(() => expect(isProcessAlive(Number(pid))).toBe(false), 15_000)
  })

  it('stops cleanly on SIGTERM and leaves no PostgreSQL behind', async () => {
    const directory = scratch()
    const server = await start({ directory })
    const pid = server.process.pid ?? 0
    await server.stop({ keep: true })
    servers.length = 0
    expect(server.output()).toContain('Stopping (SIGTERM)')
    expect(isProcessAlive(pid)).toBe(false)
    expect(readdirSync(join(directory, 'postgres'))).not.toContain('postmaster.pid')
  })
})

describe('external stores', () => {
  it('says in one line that PostgreSQL is down', async () => {
    const environment = { DATABASE_URL: 'postgres://banyan:secret@127.0.0.1:1/banyan' }
    const failure = await startServer({ directory: scratch(), environment }).catch(String)
    expect(failure).toContain(
      'Banyan cannot start: PostgreSQL at postgres://127.0.0.1:1/banyan is not usable',
    )
    expect(failure).not.toContain('secret')
  })

  it('says in one line that ClickHouse is down or is no ClickHouse', async () => {
    const DATABASE_URL = await createTestDatabase()
    const down = startServer({
      directory: scratch(),
      environment: { DATABASE_URL, CLICKHOUSE_URL: 'http://127.0.0.1:1' },
    })
    await expect(down).rejects.toThrow(
      /Banyan cannot start: ClickHouse at http:\/\/127\.0\.0\.1:1 is not usable/,
    )
  })

  it('serves over a ClickHouse server, and two processes that start together migrate once', async () => {
    const clickhouse = await startClickHouseHttp({ dataDirectory: scratch() })
    try {
      const DATABASE_URL = await createTestDatabase()
      const url = new URL(DATABASE_URL)
      const empty = `${url.pathname.slice(1)}_empty`
      const admin = await openPostgres(DATABASE_URL, pino({ level: 'silent' }))
      await sql.raw(`CREATE DATABASE ${empty}`).execute(admin.postgres)
      await admin.close()
      url.pathname = `/${empty}`
      const environment = { DATABASE_URL: url.href, CLICKHOUSE_URL: clickhouse.url, ROLE: 'api' }
      const both = await Promise.all([
        start({ directory: scratch(), environment }),
        start({ directory: scratch(), environment }),
      ])
      for (const server of both) {
        expect(await (await fetch(`${server.url}/readyz`)).json()).toMatchObject({
          clickhouse: 'ok',
          postgres: 'ok',
        })
      }
      await Promise.all(servers.splice(0).map((server) => server.stop()))
    } finally {
      await clickhouse.stop()
    }
  })
})
