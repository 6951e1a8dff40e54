import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { type ClickHouseHttp, startClickHouseHttp } from '../../../test/harness/clickhouse-http/index.ts'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { checkPlan, runImport } from './index.ts'

let directory: string
let server: ClickHouseHttp
let t: TestContext

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'banyan-import-'))
  server = await startClickHouseHttp({ dataDirectory: join(directory, 'clickhouse') })
  t = await openTestContext({ overrides: { clickhouse: { url: server.url } } })
}, 120_000)
afterAll(async () => {
  await t.close()
  await server.stop()
  rmSync(directory, { recursive: true, force: true })
})

const plan = checkPlan(
  {
    name: 'remote',
    timezone: 'UTC',
    files: { customers: { path: 'c.csv' }, trans: { path: 't.ndjson' } },
    customers: [
      { from: 'customers', number: 'no', name: 'name', attributes: { note: { value: '{x:String} {1}' } } },
    ],
    holdings: [
      {
        from: 'customers',
        holding: { concat: [{ value: 'A' }, 'no'] },
        customer: 'no',
        product: { value: 'p' },
        class: { value: 'current' },
        opened: { value: '2026-01-01' },
      },
    ],
    ledger: [{ from: 'trans', account: 'account', transaction: 'id', at: 'at', amount: 'amount' }],
    balances: { derive: 'ledger' },
  },
  'plan',
)

it('imports through a ClickHouse server as through the embedded one, and again without a change', async () => {
  writeFileSync(join(directory, 'c.csv'), 'no,name\n1,"O\'Brien, ""Li"""\n2,王\nx\n')
  writeFileSync(
    join(directory, 't.ndjson'),
    '{"id":1,"account":"A1","at":"2026-01-02","amount":"10.05"}\n{"id":2,"account":"A2","at":"2026-01-03 10:00:00","amount":-3}\n',
  )
  const first = await runImport(t.ctx, { plan, directory })
  expect(first.rejected).toMatchObject([
    { file: 'c.csv', reason: 'malformed_line', lines: [4] },
    { lines: [4] },
  ])
  const found = await t.ctx.clickhouse.query(
    `SELECT name, attributes['note'] AS note, toString(amount) AS amount FROM customer FINAL JOIN balance FINAL USING customer ORDER BY number`,
    {},
    z.record(z.string(), z.string()),
  )
  expect(found).toEqual([
    { name: 'O\'Brien, "Li"', note: '{x:String} {1}', amount: '10.05' },
    { name: '王', note: '{x:String} {1}', amount: '-3' },
  ])
  const again = await runImport(t.ctx, { plan, directory })
  expect(Object.values(again.targets).map(({ written, removed }) => written + removed)).toEqual([0, 0, 0, 0])
})

it('says what the server cannot read', async () => {
  await expect(runImport(t.ctx, { plan, directory: join(directory, 'elsewhere') })).rejects.toThrow(
    /ClickHouse cannot read .*elsewhere\/c\.csv/,
  )
})
