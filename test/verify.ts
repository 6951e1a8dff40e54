// npm run verify: everything CI runs except installing. Runs every step, even after one failed, and prints a summary
// whose last line is `N passed, N failed`. A step that should run tests and ran none has failed.
// `npm run verify -- lint test` runs only the named steps.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
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
  /** Of every failed test its file, its name and how it failed: the end of a log is the part that is read. */
  readonly failures: readonly string[]
  readonly problem: string | undefined
}

/** What vitest's JSON reporter writes, as far as it is read here. */
interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[] | null
    }[]
  }[]
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
  const counts = step.runsTests ? readCounts(report) : noTests
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

type Counts = Pick<Outcome, 'passed' | 'failed' | 'skipped' | 'failures'>

const noTests: Counts = { passed: 0, failed: 0, skipped: 0, failures: [] }

function readCounts(path: string): Counts {
  let report: Report
  try {
    report = JSON.parse(readFileSync(path, 'utf8')) as Report
  } catch {
    return noTests
  }
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests,
    failures: failuresOf(report),
  }
}

function failuresOf({ testResults }: Report): string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name)
    const failed = assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => `${file} > ${test.fullName}\n${shortened(test.failureMessages?.join('\n') ?? '')}`)
    // A file that broke outside its tests (a hook, an import) has a message of its own at most, and no failed test.
    return status === 'failed' && failed.length === 0
      ? [`${file}\n${shortened(message || 'a hook failed: see above')}`]
      : failed
  })
}

/** The first lines of what a test said when it failed, indented. */
function shortened(message: string): string {
  const lines = message
    .trim()
    .split('\n')
    .filter((line) => !line.includes('node_modules'))
    .slice(0, 12)
  return lines.map((line) => `    ${line.slice(0, 300)}`).join('\n')
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

for (const failure of outcomes.flatMap(({ failures }) => failures)) console.log(`\nfailed: ${failure}`)

const total = (count: (outcome: Outcome) => number): number =>
  outcomes.reduce((sum, outcome) => sum + count(outcome), 0)
const passed = total((outcome) => outcome.passed)
const skipped = total((outcome) => outcome.skipped)
// A step that broke without a failed test of its own counts as one failure, so that "0 failed" is never a lie.
const failed = total((outcome) => Math.max(outcome.failed, outcome.problem === undefined ? 0 : 1))
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0
