import { Command } from 'commander'
import { registerImportCommand } from './cli/import-command.ts'
import { openForCommand } from './cli/open-for-command.ts'
import { registerRunCommand } from './cli/run-command.ts'
import { registerSimulateCommand } from './cli/simulate-command.ts'
import { registerUserCommand } from './cli/user-command.ts'
import { loadConfig, printableConfig } from './platform/config.ts'
import { AppError } from './platform/errors.ts'

const program = new Command('banyan').description('Operate a Banyan installation from the command line')

program
  .command('config')
  .description('Show the configuration')
  .command('print')
  .description('Print every setting in force, secrets masked')
  .action(() => console.log(JSON.stringify(printableConfig(loadConfig()), null, 2)))
registerImportCommand(program, openForCommand)
registerRunCommand(program, openForCommand)
registerSimulateCommand(program, openForCommand)
registerUserCommand(program, openForCommand)

try {
  await program.parseAsync()
} catch (error) {
  console.error(error instanceof AppError ? `banyan: ${error.message}` : error)
  process.exitCode = 1
}
