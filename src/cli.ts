import { Command } from 'commander'
import { resolve } from 'node:path'
import { registerImportCommand } from './cli/import-command.ts'
import { registerRunCommand } from './cli/run-command.ts'
import { registerUserCommand } from './cli/user-command.ts'
import type { Clock } from './platform/clock.ts'
import { loadConfig, printableConfig } from './platform/config.ts'
import { AppError } from './platform/errors.ts'
import { openContext } from './platform/open-context.ts'

/** Stores started and migrated for one command; `data` overrides the data directory, `clock` the time. */
async function open(overrides: { dataDirectory?: string; clock?: Clock } = {}) {
  const environment = {
    ...process.env,
    ...(overrides.dataDirectory === undefined ? {} : { BANYAN_DATA: resolve(overrides.dataDirectory) }),
    BANYAN_LOG: process.env['BANYAN_LOG'] ?? 'warn',
  }
  const { ctx, close } = await openContext(loadConfig({ environment }), { clock: overrides.clock })
  return { ctx, close }
}
export type OpenForCommand = typeof open

const program = new Command('banyan').description('Operate a Banyan installation from the command line')

program
  .command('config')
  .description('Show the configuration')
  .command('print')
  .description('Print every setting in force, secrets masked')
  .action(() => console.log(JSON.stringify(printableConfig(loadConfig()), null, 2)))
registerImportCommand(program, open)
registerRunCommand(program, open)
registerUserCommand(program, open)

try {
  await program.parseAsync()
} catch (error) {
  console.error(error instanceof AppError ? `banyan: ${error.message}` : error)
  process.exitCode = 1
}
