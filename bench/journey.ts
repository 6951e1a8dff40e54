// A whole journey for a whole bank: entry, holdout, rule split, three-way split, wait, gate over the touch history,
// message to the outbox, goal. Beside it the same path, one workflow per customer, on graphile-worker and pg-boss.
//   --customers 12000000   of the bank; --touches 20000000 of the week before, unless said 20 for every 12 customers
//   --rival-customers 20000
//   --statements 100       say on stderr how long each statement takes that takes longer than 100 ms
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { advanceJourney, applyJourneyDefinitions, readJourney } from '../src/engage/journeys/index.ts'
import { takeSnapshot } from '../src/engage/journeys/testing/journey-fixture.ts'
import { ManualClock } from '../src/platform/clock.ts'
import { loadConfig } from '../src/platform/config.ts'
import { openContext } from '../src/platform/open-context.ts'
import { after, fillBank, start } from './journey/bench-bank.ts'
import { benchDefinitions, journeyKey } from './journey/bench-journey.ts'
import { expectedCounts } from './journey/expected-counts.ts'
import { runGraphileWorker } from './journey/graphile-rival.ts'
import { runPgBoss } from './journey/pg-boss-rival.ts'
import { countSteps, openRivalBank } from './journey/rival-bank.ts'
import type { BenchOptions, Report } from './report.ts'
import { forgetPeakMemory, peakMemory } from './tags/peak-memory.ts'
import { timedStatements } from './tags/timed-statements.ts'

/** Days at which the journey is advanced: everybody enters, the wait is over, purchases were made, the goal lapses. */
const days = [0, 1, 3.5, 9]

export async function run(options: BenchOptions, report: Report): Promise<void> {
  const customers = options.number('customers', 1_000_000)
  const touches = options.number('touches', Math.round((customers * 20) / 12))
  const rivalCustomers = options.number('rival-customers', 20_000)
  const directory = mkdtempSync(join(tmpdir(), 'banyan-bench-journey-'))
  try {
    const rival =
      rivalCustomers > 0 ? await runRivals(directory, rivalCustomers, touches / customers, report) : {}
    await runOurs(directory, { customers, touches }, options.number('statements', Infinity), rival, report)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

interface Rival {
  readonly rival?: string
  readonly rivalValue?: number
}

/** The better of the two. */
async function runRivals(
  directory: string,
  customers: number,
  touchesEach: number,
  report: Report,
): Promise<Rival> {
  const bank = await openRivalBank(directory, customers, touchesEach)
  let best: Required<Rival> | undefined
  try {
    for (const [rival, runRival] of [
      ['graphile-worker', runGraphileWorker],
      ['pg-boss', runPgBoss],
    ] as const) {
      const seconds = await runRival(bank, customers)
      const steps = await countSteps(bank, customers)
      const rivalValue = steps / seconds
      report({
        case: `${rival}: one job a customer and step`,
        size: steps,
        value: rivalValue,
        unit: 'steps/s',
      })
      if (best === undefined || rivalValue > best.rivalValue) best = { rival, rivalValue }
    }
  } finally {
    await bank.close()
  }
  return best ?? {}
}

async function runOurs(
  directory: string,
  size: { readonly customers: number; readonly touches: number },
  statements: number,
  rival: Rival,
  report: Report,
): Promise<void> {
  const clock = new ManualClock(start)
  const opened = await openContext(
    loadConfig({ environment: { BANYAN_DATA: directory, BANYAN_LOG: 'warn' } }),
    { clock },
  )
  const ctx = { ...opened.ctx, clickhouse: timedStatements(opened.ctx.clickhouse, statements) }
  try {
    await fillBank(opened.ctx, size)
    await takeSnapshot(opened.ctx, 'everyone', 1, size.customers)
    await applyJourneyDefinitions(ctx, benchDefinitions)
    forgetPeakMemory()
    const before = process.cpuUsage()
    let seconds = 0
    let steps = 0
    for (const today of days) {
      clock.moveTo(after(today))
      const started = performance.now()
      const advance = await advanceJourney(ctx, journeyKey)
      const took = (performance.now() - started) / 1000
      console.error(`day ${today}: ${advance.moved} steps in ${took.toFixed(1)} s`)
      seconds += took
      steps += advance.moved
    }
    const cpu = process.cpuUsage(before)
    const peak = peakMemory()
    await checkCounts(opened.ctx, size.customers)
    const { customers } = size
    report({ case: 'whole journey', size: customers, value: seconds, unit: 's', better: 'less' })
    report({
      case: 'processor time',
      size: customers,
      value: (cpu.user + cpu.system) / 1e6,
      unit: 's',
      better: 'less',
    })
    report({
      case: 'peak memory (VmHWM of the process with chDB)',
      size: customers,
      value: peak,
      unit: 'GiB',
      better: 'less',
    })
    report({ case: 'steps', size: steps, value: steps / seconds, unit: 'steps/s', ...rival })
  } finally {
    await opened.close()
  }
}

/** @throws Error naming every count that differs from what plain SQL over the bank says */
async function checkCounts(ctx: Parameters<typeof readJourney>[0], customers: number): Promise<void> {
  const journey = await readJourney(ctx, journeyKey)
  const along = (from: string, to: string): number =>
    journey.edges.find((edge) => edge.from === from && edge.to === to)?.customers ?? 0
  const counted: Record<string, number> = {
    entered: journey.entered,
    held_out: journey.heldOut,
    not_worth_it: along('worth_it', 'done'),
    messages: along('say_a', 'bought') + along('say_b', 'bought') + along('say_c', 'bought'),
    variant_a: along('variant', 'rest_a'),
    queued: journey.touches.queued,
    no_consent: journey.touches.suppressed['no_consent'] ?? 0,
    capped: journey.touches.suppressed['cap'] ?? 0,
    converted: journey.converted,
  }
  const expected = await expectedCounts(ctx, customers)
  const wrong = Object.keys(expected).filter((name) => expected[name] !== counted[name])
  if (wrong.length > 0)
    throw new Error(wrong.map((name) => `${name}: ${counted[name]}, not ${expected[name]}`).join('; '))
  console.error(`counted and as expected: ${JSON.stringify(expected)}`)
}
