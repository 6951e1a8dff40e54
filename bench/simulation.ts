import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { loadDemoBank } from '../demo/index.ts'
import { applyJourneyDefinitions, simulateJourney } from '../src/engage/journeys/index.ts'
import { readEffect } from '../src/learn/effects/index.ts'
import { ManualClock } from '../src/platform/clock.ts'
import { loadConfig } from '../src/platform/config.ts'
import { openContext } from '../src/platform/open-context.ts'
import { applySegmentDefinitions, snapshotSegment } from '../src/understand/segments/index.ts'
import type { BenchOptions, Report } from './report.ts'

const asOf = '2026-11-01'
const planted = { event: 'time_deposit_open', baseRate: 0.04, uplift: 0.01, withinDays: 80 }

const everybody = { attribute: 'gender', op: 'in', value: ['female', 'male'] }

const text = (of: string) => ({ 'zh-CN': of, en: of })
const push = (next: string) => ({ type: 'message', channel: 'push', template: 'simulated', next }) as const

/** Ninety days with a new customer: a holdout, a three-way test, four contacts, a wait for an answer, a goal. */
const journey = {
  templates: [{ key: 'simulated', channel: 'push', name: text('simulated'), body: text('Hello {{name}}') }],
  journeys: [
    {
      key: 'ninety_days',
      name: text('ninety days'),
      graph: {
        entry: { segment: 'simulated', next: 'keep_out' },
        nodes: {
          keep_out: { type: 'holdout', percent: 10, next: 'test' },
          test: {
            type: 'split',
            branches: [
              { percent: 33, next: 'welcome' },
              { percent: 33, next: 'welcome_again' },
              { percent: 34, next: 'week' },
            ],
          },
          welcome: push('week'),
          welcome_again: push('week'),
          week: { type: 'wait', days: 7, next: 'offer' },
          offer: push('month'),
          month: { type: 'wait', days: 23, next: 'answer' },
          answer: {
            type: 'wait_for_event',
            condition: { event: planted.event },
            withinDays: 14,
            next: 'thanks',
            timeout: 'remind',
          },
          thanks: push('rest'),
          remind: push('rest'),
          rest: { type: 'wait', days: 16, next: 'convert' },
          convert: { type: 'goal', condition: { event: planted.event }, withinDays: 30, next: 'end' },
          end: { type: 'exit' },
        },
        measure: { condition: { event: planted.event }, withinDays: 90 },
      },
    },
  ],
}

/**
 * Ninety days of a journey over demo customers by the injected clock: how long it takes, and whether the effect report
 * finds the uplift that was planted. `--data DIR` keeps the bank of an earlier run; `--step-hours`: how
 * often goals are looked at; `--days`, `--customers`.
 */
export async function run(options: BenchOptions, report: Report): Promise<void> {
  const customers = options.number('customers', 1_000_000)
  const days = options.number('days', 90)
  const kept = options.text('data', '')
  const directory = kept || (await mkdtemp(join(tmpdir(), 'banyan-simulation-')))
  const config = loadConfig({ environment: { BANYAN_DATA: directory, BANYAN_LOG: 'silent' } })
  const clock = new ManualClock(new Date(`${asOf}T01:00:00Z`))
  const { ctx, close } = await openContext(config, { clock, log: pino({ level: 'silent' }) })
  try {
    await loadOnce(ctx, customers)
    await applySegmentDefinitions(ctx, {
      segments: [{ key: 'simulated', name: text('simulated'), rule: everybody }],
    })
    const { customers: audience } = await snapshotSegment(ctx, 'simulated')
    await applyJourneyDefinitions(ctx, journey)
    const began = performance.now()
    const simulation = await simulateJourney(
      ctx,
      'ninety_days',
      { days, responses: [planted], stepHours: options.number('step-hours', 24) },
      (scratch) => readEffect(scratch, 'ninety_days'),
      { onProgress: async (_fraction, now) => console.log(now.toISOString(), seconds(began)) },
    )
    const took = seconds(began)
    const effect = simulation.measured.conversion
    if (simulation.counts.entered !== audience) {
      throw new Error(`${simulation.counts.entered} of ${audience} customers entered`)
    }
    if (!effect || effect.low > planted.uplift || effect.high < planted.uplift) {
      throw new Error(`The planted uplift ${planted.uplift} is not in ${effect?.low} … ${effect?.high}`)
    }
    console.log(JSON.stringify({ ...simulation.counts, ticks: simulation.ticks }, null, 1))
    const size = audience
    report({ case: `${days} days of a journey`, size, value: took, unit: 's', better: 'less' })
    report({ case: 'uplift found', size, value: effect.difference * 100, unit: '%' })
    report({ case: 'uplift found, lower end', size, value: effect.low * 100, unit: '%' })
    report({ case: 'uplift found, upper end', size, value: effect.high * 100, unit: '%' })
    report({
      case: 'peak memory',
      size,
      value: process.resourceUsage().maxRSS / 1024 ** 2,
      unit: 'GiB',
      better: 'less',
    })
  } finally {
    await close()
    if (!kept) rmSync(directory, { recursive: true, force: true })
  }
}

const seconds = (since: number): number => (performance.now() - since) / 1000

async function loadOnce(ctx: Parameters<typeof loadDemoBank>[0], customers: number): Promise<void> {
  try {
    await loadDemoBank(ctx, { seed: 7, asOf, customers, onProgress: () => undefined })
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('has a demo bank'))) throw error
  }
}
