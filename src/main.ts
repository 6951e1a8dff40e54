import { createServer } from 'node:net'
import { Command } from 'commander'
import { openDemoBank } from '../demo/index.ts'
import { type Banyan, openBanyan } from './app.ts'
import { ensureAdministrator } from './govern/access/index.ts'
import { type Config, loadConfig } from './platform/config.ts'
import { AppError } from './platform/errors.ts'
import { showProgress } from './cli/show-progress.ts'

const program = new Command('banyan')
  .description('Serve Banyan: collector, API, console and background work (see ROLE)')
  .option('--no-demo', 'start with an empty bank')
  .option('--customers <n>', 'customers of the demo bank')
  .parse()
const flags = program.opts<{ demo: boolean; customers?: string }>()

let banyan: Banyan | undefined
let stopping: Promise<void> | undefined

function stop(exitCode: number): Promise<void> {
  stopping ??= (async () => {
    await banyan?.stop()
    process.exit(exitCode)
  })()
  return stopping
}

/** Before anything is loaded or printed: a port that is taken would only show at the very end. */
function assertPortFree({ host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(port, host, () => probe.close(() => resolve()))
  })
}

function explain(error: unknown, config: Config | undefined): string {
  if (error instanceof AppError) return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `port ${config?.port} on ${config?.host} is in use: stop what listens there or set PORT`
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

let config: Config | undefined
try {
  config = loadConfig({
    flags: {
      ...(flags.demo ? {} : { BANYAN_DEMO: 'false' }),
      ...(flags.customers === undefined ? {} : { BANYAN_DEMO_CUSTOMERS: flags.customers }),
    },
  })
  await assertPortFree(config)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!stopping) console.log(`Stopping (${signal}) …`)
      void stop(0)
    })
  }
  banyan = await openBanyan(config)
  const administrator = await ensureAdministrator(banyan.ctx)
  if (administrator) {
    console.log(`Administrator created. Login: ${administrator.login}  Password: ${administrator.password}`)
    console.log('This password is shown only now; change it after signing in.')
  }
  const embedded = config.postgres.url === undefined && config.clickhouse.url === undefined
  if (config.role === 'all' && (config.demo.enabled ?? embedded))
    await openDemoBank(banyan.ctx, showProgress())
  await banyan.work()
  await banyan.server.listen({ host: config.host, port: config.port })
  console.log(`Banyan is ready at ${banyan.server.listeningOrigin}`)
} catch (error) {
  if (!stopping) console.error(`Banyan cannot start: ${explain(error, config)}`)
  await stop(1)
}
