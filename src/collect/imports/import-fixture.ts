import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { checkPlan, type ImportReport, runImport } from './index.ts'

/** A store and a delivery folder for the tests of one file; both are empty before every test. */
export interface ImportFixture {
  readonly t: TestContext
  readonly directory: string
  file(name: string, text: string | Buffer): void
  run(plan: object, options?: { asOf?: string }): Promise<ImportReport>
  rows(sql: string): Promise<Record<string, unknown>[]>
  emptyStore(): Promise<void>
}

export function importFixture(): ImportFixture {
  let t: TestContext
  let directory: string
  const emptyStore = async (): Promise<void> => {
    for (const table of tables) await t.ctx.clickhouse.command(`TRUNCATE TABLE ${table}`)
    await t.ctx.postgres
      .withTables<{ customer_number: { next: number } }>()
      .updateTable('customer_number')
      .set({ next: 1 })
      .execute()
  }
  beforeAll(async () => {
    t = await openTestContext()
  })
  afterAll(() => t.close())
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'banyan-import-'))
  })
  afterEach(async () => {
    rmSync(directory, { recursive: true, force: true })
    await emptyStore()
  })
  return {
    get t() {
      return t
    },
    get directory() {
      return directory
    },
    file: (name, text) => writeFileSync(join(directory, name), text),
    run: (plan, options = {}) => runImport(t.ctx, { plan: checkPlan(plan, 'test'), directory, ...options }),
    rows: (sql) => t.ctx.clickhouse.query(sql, {}, z.record(z.string(), z.unknown())),
    emptyStore,
  }
}

const tables = [
  'customer',
  'contact_point',
  'product',
  'holding',
  'balance',
  'ledger',
  'relation',
  'event',
  'consent',
  'identifier',
  'import_rejection',
]

/** `file:lines reason field` of every refusal, sorted. */
export function refusals(report: ImportReport): string[] {
  return report.rejected
    .map((r) => `${r.file}:${r.lines.join(',')} ${r.reason}${r.field && ` ${r.field}`}`)
    .sort()
}
