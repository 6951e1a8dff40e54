import { type Command, InvalidArgumentError } from 'commander'
import { simulateJourney, type JourneyCounts } from '../engage/journeys/index.ts'
import { type EffectReport, readEffect } from '../learn/effects/index.ts'
import { fromWhereTyped, typedIn } from './from-where-typed.ts'
import type { OpenForCommand } from './open-for-command.ts'
import { printTable } from './print-table.ts'
import { showProgress } from './show-progress.ts'

interface Options {
  readonly days: number
  readonly stepHours: number
  readonly seed: number
  readonly event?: string
  readonly baseRate: number
  readonly uplift: number
  readonly withinDays: number
  readonly data?: string
  readonly cwd: string
}

/** `banyan simulate JOURNEY --days 90 [--data DIR]`: travel in time with a journey and print where everybody got. */
export function registerSimulateCommand(program: Command, open: OpenForCommand): void {
  program
    .command('simulate <journey>')
    .description(
      "Run a journey's draft over today's customers for some days of simulated time; changes nothing",
    )
    .option('--days <days>', 'how long', number, 90)
    .option('--step-hours <hours>', 'goals are looked at this often', number, 24)
    .option('--seed <seed>', 'another one: customers draw other answers', number, 1)
    .option('--event <name>', 'what customers do with some probability')
    .option('--base-rate <share>', 'share of those held out who do it', number, 0.05)
    .option('--uplift <share>', 'what the journey adds to it', number, 0)
    .option('--within-days <days>', 'they do it in so many days from entering', number, 30)
    .option('--data <directory>', 'data directory to read, instead of the configured one')
    .addOption(typedIn())
    .action(async (journey: string, options: Options) => {
      const { ctx, close } = await open({
        dataDirectory: options.data === undefined ? undefined : fromWhereTyped(options, options.data),
      })
      try {
        const progress = showProgress()
        const { days, stepHours, seed, event, baseRate, uplift, withinDays } = options
        const responses = event === undefined ? [] : [{ event, baseRate, uplift, withinDays }]
        const simulation = await simulateJourney(
          ctx,
          journey,
          { days, stepHours, seed, responses },
          (scratch) => readEffect(scratch, journey),
          {
            onProgress: async (fraction, now) => progress.report(fraction, now.toISOString().slice(0, 10)),
          },
        )
        const span = `${simulation.from.toISOString()} – ${simulation.until.toISOString()}`
        progress.finish(`\n"${journey}", ${span}, ${simulation.ticks} ticks`)
        printCounts(simulation.counts)
        printEffect(simulation.measured)
      } finally {
        await close()
      }
    })
}

function printCounts({ entered, nodes, channels }: JourneyCounts): void {
  console.log(`\n${entered.toLocaleString('en-US')} customers entered\n`)
  printTable(
    ['node', 'type', 'passed', 'standing', 'queued', 'held', 'suppressed'],
    nodes.map(({ node, type, passed, standing, contacts }) => [
      node,
      type,
      passed,
      standing,
      contacts?.queued ?? null,
      contacts?.held ?? null,
      contacts === null ? null : Object.values(contacts.suppressed).reduce((sum, one) => sum + one, 0),
    ]),
  )
  if (channels.length === 0) return
  console.log('')
  printTable(
    ['channel', 'sent', 'failed', 'delivered', 'opened', 'clicked'],
    channels.map((one) => [one.channel, one.sent, one.failed, one.delivered, one.opened, one.clicked]),
  )
}

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`

function printEffect({ treated, holdout, conversion }: EffectReport): void {
  console.log('')
  if (holdout === null || conversion === null) {
    console.log('  The journey holds nobody out or measures nothing: there is no effect to tell.')
    return
  }
  printTable(
    ['side', 'customers', 'contacted', 'converted', 'rate'],
    Object.entries({ treated, holdout }).map(([side, arm]) => [
      side,
      arm.customers,
      arm.contacted,
      arm.converted,
      rateOf(arm),
    ]),
  )
  const { difference, low, high } = conversion
  console.log(`\n  Effect: ${percent(difference)} (95 %: ${percent(low)} … ${percent(high)})`)
}

const rateOf = ({ converted, customers }: EffectReport['treated']): string =>
  customers === 0 ? '–' : percent(converted / customers)

function number(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It is not a number.')
  return value
}
