import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase } from '../../../test/harness/test-context.ts'

const script = new URL('./testing/refresh-until-killed.ts', import.meta.url).pathname
const whole = '{"customers":20000,"aum":20001000000}'
const kills = 5
let environment: Record<string, string>
let directory: string

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'banyan-killed-'))
  environment = { BANYAN_DATA: directory, DATABASE_URL: await createTestDatabase(), BANYAN_LOG: 'silent' }
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** What the process said, line by line. With `afterMs` it is killed that long after its first line. */
function refresh(mode: string, afterMs?: number): Promise<string[]> {
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
    child.on('close', () => resolve(said.trim().split('\n')))
  })
}

it('leaves a complete version when a refresh is killed at any instant, and the next one completes', async () => {
  expect(await refresh('fill')).toEqual([whole])
  for (let i = 0; i < kills; i += 1)
    expect(await refresh('until_killed', Math.random() * 1500)).toEqual([whole])
  expect(await refresh('once')).toEqual([whole, whole])
}, 120_000)
