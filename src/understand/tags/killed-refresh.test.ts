import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase } from '../../../test/harness/test-context.ts'

const script = new URL('./testing/refresh-until-killed.ts', import.meta.url).pathname
/** Of every customer in seven blocks. */
const whole = { customers: 20_000, aum: 20_001_000_000 }
const kills = 8
let environment: Record<string, string>
let directory: string

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'banyan-killed-'))
  environment = { BANYAN_DATA: directory, DATABASE_URL: await createTestDatabase(), BANYAN_LOG: 'silent' }
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** What the group holds, as the process said it line by line. With `afterMs` it is killed that long after its first line. */
function refresh(mode: string, afterMs?: number): Promise<unknown[]> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, mode], { env: { ...process.env, ...environment } })
    let said = ''
    let dying = false
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString()
      if (afterMs === undefined || dying) return
      dying = true
      setTimeout(() => child.kill('SIGKILL'), afterMs)
    })
    child.on('close', () =>
      resolve(
        said
          .trim()
          .split('\n')
          .map((line): unknown => JSON.parse(line)),
      ),
    )
  })
}

it('leaves a complete version when a refresh is killed at any instant, and the next one completes', async () => {
  const [filled] = await refresh('fill')
  expect(filled).toMatchObject({ ...whole, leftovers: [], words: 3 })
  // A refresh of three groups takes about a second here: building, cutting into words and swapping all get their share.
  const instants = Array.from({ length: kills }, (_, i) => ((i + Math.random()) * 2000) / kills)
  for (const instant of instants)
    expect(await refresh('until_killed', instant), `killed after ${instant} ms`).toMatchObject([whole])
  // Of each group's words the last but one stay for the rules that began with them.
  expect(await refresh('once')).toMatchObject([whole, { ...whole, leftovers: [], words: 6 }])
}, 240_000)
