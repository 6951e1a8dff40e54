import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadConfig, printableConfig } from './config.ts'

const directory = mkdtempSync(join(tmpdir(), 'banyan-config-'))
afterAll(() => rmSync(directory, { recursive: true }))
const load = (environment: Record<string, string>) =>
  loadConfig({ environment: { BANYAN_DATA: directory, ...environment } })

const wrong = () =>
  load({ PORT: 'many', DATABASE_URL: 'mysql://x', BANYAN_SPOOL_LIMIT: '3 parsecs', ROLE: 'boss' })

describe('configuration', () => {
  it('has a default for everything', () => {
    expect(load({})).toMatchObject({ role: 'all', host: '127.0.0.1', port: 7700, timezone: 'Asia/Shanghai' })
  })

  it('names every wrong setting, its variable and what it should be', () => {
    expect(wrong).toThrow(/4 error/)
    expect(wrong).toThrow(/port \(PORT\)/)
    expect(wrong).toThrow(/postgres\.url \(DATABASE_URL\): must start with postgres:\/\//)
    expect(wrong).toThrow(/collect\.spoolLimit \(BANYAN_SPOOL_LIMIT\): is not a size/)
    expect(wrong).toThrow(/role \(ROLE\)/)
  })

  it('reads a YAML file and lets the environment win', () => {
    const file = join(directory, 'banyan.yaml')
    writeFileSync(file, 'port: 8000\nhost: 0.0.0.0\ncollect:\n  spoolLimit: 2 GiB\n')
    const config = load({ BANYAN_CONFIG: file, PORT: '9000' })
    expect(config).toMatchObject({ port: 9000, host: '0.0.0.0' })
    expect(config.collect.spoolLimit).toBe(2 * 1024 ** 3)
  })

  it('refuses a setting that does not exist instead of ignoring it', () => {
    const file = join(directory, 'typo.yaml')
    writeFileSync(file, 'prot: 8000\n')
    expect(() => load({ BANYAN_CONFIG: file })).toThrow(/prot/)
    expect(() => load({ BANYAN_CONFIG: join(directory, 'none.yaml') })).toThrow(/does not exist/)
  })

  it('masks every secret when printed', () => {
    const shown = JSON.stringify(
      printableConfig(
        load({
          DATABASE_URL: 'postgres://banyan:hunter2@db:5432/banyan',
          CLICKHOUSE_URL: 'http://default:hunter3@ch:8123',
          SMTP_URL: 'smtp://mail:hunter4@smtp:25',
          BANYAN_ADMIN_PASSWORD: 'hunter5hunter5',
          BANYAN_MASTER_KEY: 'ab'.repeat(32),
        }),
      ),
    )
    expect(shown).not.toMatch(/hunter|abab/)
    expect(shown).toContain('db:5432')
  })

  it('keeps the master key it made on first start', () => {
    expect(load({}).keys).toEqual(load({}).keys)
    expect(load({ BANYAN_MASTER_KEY: 'cd'.repeat(32) }).keys).not.toEqual(load({}).keys)
  })
})
