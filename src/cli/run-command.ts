import type { Command } from 'commander'
import { join } from 'node:path'
import { readPlan } from '../collect/imports/index.ts'
import { ManualClock } from '../platform/clock.ts'
import { loadConfig } from '../platform/config.ts'
import { fromWhereTyped, typedIn } from './from-where-typed.ts'
import type { OpenForCommand } from './open-for-command.ts'
import { printRunReport } from './run/print-run-report.ts'
import { readExample } from './run/read-example.ts'
import { runExample } from './run/run-example.ts'

/**
 * `banyan run FOLDER --from DIR [--data DIR]`: take a folder of plan, tags, segments, journeys and run.yaml through the
 * whole loop, in a data directory of its own, with the clock standing at the dates of run.yaml.
 */
export function registerRunCommand(program: Command, open: OpenForCommand): void {
  program
    .command('run <example>')
    .description('Import a bank, run the loop over its history and report what came of it')
    .requiredOption('--from <directory>', 'folder of the files that the plan names')
    .option('--data <directory>', 'scratch data directory; kept and continued by the next run')
    .addOption(typedIn())
    .action(async (folder: string, options: { from: string; data?: string; cwd: string }) => {
      const example = readExample(fromWhereTyped(options, folder))
      const plan = readPlan(join(fromWhereTyped(options, folder), 'plan.yaml'))
      const dataDirectory =
        options.data === undefined
          ? join(loadConfig().data, 'runs', example.run.name)
          : fromWhereTyped(options, options.data)
      const clock = new ManualClock(example.run.start)
      console.log(`Running "${example.run.name}" in ${dataDirectory}`)
      const { ctx, close } = await open({ dataDirectory, clock })
      try {
        const report = await runExample(ctx, clock, {
          ...example,
          plan,
          directory: fromWhereTyped(options, options.from),
          progress: (step) => console.log(`  ${step}`),
        })
        printRunReport(report)
        if (!report.asExpected) process.exitCode = 1
      } finally {
        await close()
      }
    })
}
