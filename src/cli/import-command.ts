import type { Command } from 'commander'
import { type ImportReport, readPlan, reasonHelp, runImport } from '../collect/imports/index.ts'
import { AppError } from '../platform/errors.ts'
import { fromWhereTyped, typedIn } from './from-where-typed.ts'
import type { OpenForCommand } from './open-for-command.ts'
import { printTable } from './print-table.ts'

/** `banyan import PLAN.yaml --from DIR [--as-of DATE]`: bring files into the store. */
export function registerImportCommand(program: Command, open: OpenForCommand): void {
  program
    .command('import <plan>')
    .description(
      'Import customers, holdings, ledger, balances, relations and events from files, as a plan says',
    )
    .requiredOption('--from <directory>', 'folder of the files')
    .option('--as-of <date>', 'leave rows after this day (YYYY-MM-DD) for a later import')
    .option('--data <directory>', 'data directory to import into, instead of the configured one')
    .addOption(typedIn())
    .action(
      async (planPath: string, options: { from: string; asOf?: string; data?: string; cwd: string }) => {
        const plan = readPlan(fromWhereTyped(options, planPath))
        const directory = fromWhereTyped(options, options.from)
        const asOf = checkedDate(options.asOf)
        const { ctx, close } = await open({
          dataDirectory: options.data === undefined ? undefined : fromWhereTyped(options, options.data),
        })
        try {
          printImport(
            await runImport(ctx, {
              plan,
              directory,
              asOf,
              progress: (target, counts) => {
                if (counts === undefined) console.log(`  ${target} …`)
              },
            }),
          )
        } finally {
          await close()
        }
      },
    )
}

/** What an import did, and the refused rows by file and reason. */
export function printImport(report: ImportReport): void {
  const upTo = report.asOf === null ? '' : ` as of ${report.asOf}`
  console.log(`\nImport ${report.run} of "${report.plan}"${upTo}: ${report.newCustomers} new customers\n`)
  printTable(
    ['target', 'read', 'accepted', 'later', 'refused', 'written', 'removed'],
    Object.entries(report.targets).map(([name, counts]) => [
      name,
      counts.read,
      counts.accepted,
      counts.later,
      counts.rejected,
      counts.written,
      counts.removed,
    ]),
  )
  if (report.rejected.length === 0) return
  console.log(`\nRefused rows (all of them: table import_rejection, run ${report.run})\n`)
  printTable(
    ['file', 'reason', 'field', 'rows', 'first lines'],
    report.rejected.map((row) => [row.file, row.reason, row.field, row.rows, row.lines.join(', ')]),
  )
  console.log('')
  for (const reason of new Set(report.rejected.map((row) => row.reason)))
    console.log(`  ${reason}: ${reasonHelp[reason]}`)
}

function checkedDate(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const date = new Date(`${text}T00:00:00Z`)
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && date.toISOString().startsWith(text)) return text
  throw new AppError('invalid_request', `--as-of "${text}" is not a date: write it as 2026-11-30`)
}
