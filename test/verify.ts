// npm run verify: everything CI runs except installing. Runs every step, even after one failed, and prints a summary
// whose last line is `N passed, N failed`. A step that should run tests and ran none has failed.
// `npm run verify -- lint test` runs only the named steps.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

interface Step {
  readonly script: string
  readonly runsTests: boolean
}

interface Outcome {
  readonly step: Step
  readonly seconds: number
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly problem: string | undefined
}

const steps: readonly Step[] = [
  { script: 'typecheck:server', runsTests: false },
  { script: 'typecheck:console', runsTests: false },
  { script: 'format:check', runsTests: false },
  { script: 'lint', runsTests: false },
  { script: 'layers', runsTests: false },
  { script: 'knip', runsTests: false },
  { script: 'build:console', runsTests: false },
  { script: 'check:api', runsTests: false },
  { script: 'test', runsTests: true },
  { script: 'test:e2e', runsTests: true },
]

/** Checks that run side by side; tests run by themselves. */
const atOnce = 2

const root = fileURLToPath(new URL('../', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'banyan-verify-'))

async function run(step: Step): Promise<Outcome> {
  const report = join(scratch, `${step.script.replace(':', '-')}.json`)
  const reporters = step.runsTests
    ? ['--', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    : []
  const started = performance.now()
  if (step.runsTests) console.log(`\n── ${step.script}`)
  const said = join(scratch, `${step.script.replace(':', '-')}.log`)
  const output = step.runsTests ? 'inherit' : openSync(said, 'w')
  const child = spawn('npm', ['run', '--silent', step.script, ...reporters], {
    cwd: root,
    stdio: ['ignore', output, output],
  })
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  // Tests speak while they run; of checks that run side by side each speaks when it has ended.
  if (!step.runsTests) console.log(`\n── ${step.script}\n${readFileSync(said, 'utf8').trimEnd()}`)
  const counts = step.runsTests ? readCounts(report) : { passed: 0, failed: 0, skipped: 0 }
  return {
    step,
    seconds: (performance.now() - started) / 1000,
    ...counts,
    problem: problemOf(step, code ?? signal, counts.passed),
  }
}

function problemOf(step: Step, exit: number | string | null, passed: number): string | undefined {
  if (exit !== 0) return `ended with ${exit}`
  return step.runsTests && passed === 0 ? 'ran no test' : undefined
}

function readCounts(report: string): { passed: number; failed: number; skipped: number } {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8')) as {
      numPassedTests: number
      numFailedTests: number
      numPendingTests: number
    }
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests }
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }
  }
}

const named = process.argv.slice(2)
const unknown = named.filter((name) => !steps.some(({ script }) => script === name))
if (unknown.length > 0)
  throw new Error(
    `No such step: ${unknown.join(', ')}. There are: ${steps.map(({ script }) => script).join(', ')}`,
  )

const wanted = steps.filter(({ script }) => named.length === 0 || named.includes(script))
const outcomes: Outcome[] = []
const checks = Iterator.from(wanted.filter(({ runsTests }) => !runsTests))
const worker = async (): Promise<void> => {
  for (const step of checks) outcomes.push(await run(step))
}
await Promise.all(Array.from({ length: atOnce }, worker))
for (const step of wanted.filter(({ runsTests }) => runsTests)) outcomes.push(await run(step))
outcomes.sort((one, other) => steps.indexOf(one.step) - steps.indexOf(other.step))
rmSync(scratch, { recursive: true, force: true })

console.log('\n── summary')
for (const { step, seconds, passed, failed, problem } of outcomes) {
  const tests = step.runsTests ? `${passed} passed, ${failed} failed` : ''
  console.log(
    `${problem === undefined ? 'ok  ' : 'FAIL'} ${step.script.padEnd(14)} ${seconds.toFixed(1).padStart(7)} s  ${tests} ${problem ?? ''}`.trimEnd(),
  )
}

const total = (count: (outcome: Outcome) => number): number =>
  outcomes.reduce((sum, outcome) => sum + count(outcome), 0)
const passed = total((outcome) => outcome.passed)
const skipped = total((outcome) => outcome.skipped)
// A step that broke without a failed test of its own counts as one failure, so that "0 failed" is never a lie.
const failed = total((outcome) => Math.max(outcome.failed, outcome.problem === undefined ? 0 : 1))
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0
