// How long the demo bank takes to build on empty embedded stores, how much processor time and memory that needs.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadDemoBank } from '../demo/index.ts'
import { loadConfig } from '../src/platform/config.ts'
import { openContext } from '../src/platform/open-context.ts'
import type { BenchOptions, Report } from './report.ts'

export async function run(options: BenchOptions, report: Report): Promise<void> {
  const customers = options.number('customers', 20_000)
  const directory = mkdtempSync(join(tmpdir(), 'banyan-bench-demo-'))
  const config = loadConfig({ environment: { BANYAN_DATA: directory, BANYAN_LOG: 'warn' } })
  const { ctx, close } = await openContext(config)
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 250)
  try {
    const start = performance.now()
    const cpu = process.cpuUsage()
    const counts = await loadDemoBank(ctx, {
      seed: options.number('seed', 7),
      asOf: options.text('as-of', '2026-11-01'),
      customers,
      onProgress: (fraction, step) => console.error(`${(fraction * 100).toFixed(1)} % ${step}`),
    })
    const seconds = (performance.now() - start) / 1000
    const { user, system } = process.cpuUsage(cpu)
    const rows = counts.holdings + counts.balances + counts.ledger + counts.events + counts.touches
    report({ case: 'load', size: customers, value: seconds, unit: 's', better: 'less' })
    report({ case: 'cpu', size: customers, value: (user + system) / 1e6, unit: 's', better: 'less' })
    report({ case: 'rows', size: customers, value: rows / seconds, unit: 'rows/s' })
    report({ case: 'peak memory', size: customers, value: peak / 1024 ** 2, unit: 'MiB', better: 'less' })
  } finally {
    clearInterval(watch)
    await close()
    rmSync(directory, { recursive: true, force: true })
  }
}
