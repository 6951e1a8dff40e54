// How long 120 tags take over balance intervals, holdings and events of a whole bank, and how much memory.
//   --customers 12000000   100 M balance intervals, 30 M holdings, 50 M events
//   --directory DIR        fill DIR once and keep it; later runs with the same number of customers refresh what is there
//   --groups a,b           only these groups (they read others: run all once before)
//   --statements 100       say on stderr how long each statement takes that takes longer than 100 ms
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../src/platform/config.ts'
import { openContext } from '../src/platform/open-context.ts'
import { applyTagDefinitions, refreshTagGroups } from '../src/understand/tags/index.ts'
import type { BenchOptions, Report } from './report.ts'
import { benchCatalogue } from './tags/bench-catalogue.ts'
import { fillBank } from './tags/fill-bank.ts'
import { forgetPeakMemory, peakMemory } from './tags/peak-memory.ts'
import { timedStatements } from './tags/timed-statements.ts'

const asOf = '2026-11-01'

export async function run(options: BenchOptions, report: Report): Promise<void> {
  const customers = options.number('customers', 1_000_000)
  const kept = options.text('directory', '')
  const directory = kept === '' ? mkdtempSync(join(tmpdir(), 'banyan-bench-tags-')) : kept
  mkdirSync(directory, { recursive: true })
  const opened = await openContext(
    loadConfig({ environment: { BANYAN_DATA: directory, BANYAN_LOG: 'warn' } }),
  )
  const leastMs = options.number('statements', Infinity)
  const ctx = {
    ...opened.ctx,
    clickhouse: timedStatements(opened.ctx.clickhouse, leastMs),
  }
  try {
    const filled = join(directory, `filled-${customers}`)
    if (!existsSync(filled)) {
      const rows = await fillBank(ctx, customers, (done) => console.error(`filled ${done} customers`))
      console.error(`filled ${JSON.stringify(rows)}`)
      writeFileSync(filled, '')
    }
    const catalogue = benchCatalogue()
    await applyTagDefinitions(ctx, catalogue)
    const only = options.text('groups', '')
    const groups = catalogue.groups.filter(({ key }) => only === '' || only.split(',').includes(key))
    forgetPeakMemory()
    const before = process.cpuUsage()
    const started = performance.now()
    const results = await refreshTagGroups(ctx, { asOf, groups: groups.map(({ key }) => key) })
    const seconds = (performance.now() - started) / 1000
    const cpu = process.cpuUsage(before)
    const peak = peakMemory()
    for (const { group, durationMs, error, stale } of results) {
      const failed = error ?? Object.values(stale)[0]
      if (failed !== undefined) throw new Error(`${group}: ${failed}`)
      const { source = '', tags = [] } = groups.find(({ key }) => key === group) ?? {}
      report({
        case: `${group}: ${tags.length} tags from ${source === 'tag' ? 'other tags' : source}`,
        size: tags.length * customers,
        value: durationMs / 1000,
        unit: 's',
        better: 'less',
      })
    }
    const tags = groups.reduce((sum, group) => sum + group.tags.length, 0)
    const values = tags * customers
    report({ case: `${tags} tags in all`, size: values, value: seconds, unit: 's', better: 'less' })
    // What other work on the machine does not change: divided by the cores, the least time that the refresh can take.
    const processor = (cpu.user + cpu.system) / 1e6
    report({ case: 'processor time', size: values, value: processor, unit: 's', better: 'less' })
    report({ case: 'tag values', size: values, value: values / seconds, unit: 'values/s' })
    report({
      case: 'peak memory (VmHWM of the process with chDB)',
      size: values,
      value: peak,
      unit: 'GiB',
      better: 'less',
    })
  } finally {
    await opened.close()
    if (kept === '') rmSync(directory, { recursive: true, force: true })
  }
}
