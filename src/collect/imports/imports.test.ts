import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { decryptContact } from '../../platform/crypto/contact-cipher.ts'
import { identifierHash } from '../../platform/crypto/identifier-hash.ts'
import { checkPlan, type ImportReport, runImport } from './index.ts'
import { importTables, withImportLock } from './store.ts'

let t: TestContext
let directory: string

beforeAll(async () => {
  t = await openTestContext()
})
afterAll(() => t.close())

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'banyan-import-'))
})
afterEach(async () => {
  rmSync(directory, { recursive: true, force: true })
  for (const table of [
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
  ]) {
    await t.ctx.clickhouse.command(`TRUNCATE TABLE ${table}`)
  }
  await t.ctx.postgres
    .withTables<{ customer_number: { next: number } }>()
    .updateTable('customer_number')
    .set({ next: 1 })
    .execute()
})

const file = (name: string, text: string | Buffer): void => writeFileSync(join(directory, name), text)

const bank = {
  name: 'bank',
  timezone: 'UTC',
  files: {
    customers: { path: 'customers.csv' },
    accounts: { path: 'accounts.csv' },
    trans: { path: 'trans.csv' },
  },
  customers: [{ from: 'customers', number: 'no', name: 'name', birth_date: 'born' }],
  holdings: [
    {
      from: 'accounts',
      holding: 'id',
      customer: 'owner',
      product: { value: 'current' },
      class: { value: 'current' },
      opened: 'opened',
    },
  ],
  ledger: [{ from: 'trans', account: 'account', transaction: 'id', at: 'date', amount: 'amount' }],
  balances: { derive: 'ledger' },
}
const goodFiles = (): void => {
  file('customers.csv', 'no,name,born\nC1,"Li, Na",1990-02-03\nC2,王芳,\n')
  file('accounts.csv', 'id,owner,opened\nA1,C1,2026-01-01\nA2,C2,2026-01-02\n')
  file(
    'trans.csv',
    'id,account,date,amount\n1,A1,2026-01-01,100.10\n2,A1,2026-01-05,-0.20\n3,A2,2026-01-02,5\n',
  )
}

const run = (plan: object, options: { asOf?: string } = {}): Promise<ImportReport> =>
  runImport(t.ctx, { plan: checkPlan(plan, 'test'), directory, ...options })

const rows = (sql: string): Promise<Record<string, unknown>[]> =>
  t.ctx.clickhouse.query(sql, {}, z.record(z.string(), z.unknown()))

/** Everything an import writes, as one number for each table. */
const checksums = async (): Promise<unknown> => {
  const sums: Record<string, unknown> = {}
  for (const [table, columns] of Object.entries({
    identifier: 'namespace, value, customer',
    customer: 'customer, number, name, birth_date, attributes',
    holding: 'customer, holding, product, class, opened, amount, attributes',
    ledger: 'customer, holding, transaction, at, amount, operation, attributes',
    balance: 'customer, holding, product, class, from, to, amount',
    relation: 'customer, related, kind',
  })) {
    sums[table] = await rows(
      `SELECT count() AS n, toString(groupBitXor(sipHash64(${columns}))) AS sum FROM ${table} FINAL`,
    )
  }
  sums['event'] = await rows(
    'SELECT count() AS n, toString(groupBitXor(sipHash64(at, name, customer, message_id, properties))) AS sum FROM event',
  )
  return sums
}

const refusals = (report: ImportReport): string[] =>
  report.rejected.map((r) => `${r.file}:${r.lines.join(',')} ${r.reason}${r.field && ` ${r.field}`}`).sort()

describe('an import', () => {
  it('joins ledger rows to customers through the account and derives balances as change intervals', async () => {
    goodFiles()
    const report = await run(bank)
    expect(report.rejected).toEqual([])
    expect(report.newCustomers).toBe(2)
    expect(
      await rows(
        'SELECT number, holding, toString(`from`) AS since, toString(`to`) AS until, toString(amount) AS amount FROM balance FINAL JOIN customer USING customer ORDER BY holding, since',
      ),
    ).toEqual([
      { number: 'C1', holding: 'A1', since: '2026-01-01', until: '2026-01-05', amount: '100.1' },
      { number: 'C1', holding: 'A1', since: '2026-01-05', until: '2299-12-31', amount: '99.9' },
      { number: 'C2', holding: 'A2', since: '2026-01-02', until: '2299-12-31', amount: '5' },
    ])
  })

  it('refuses bad rows with file, line and reason, and takes the good ones', async () => {
    file(
      'customers.csv',
      'no,name,born\nC1,Li,1990-02-30\n\nC2,Wang,1990-02-28\n,Zhao,1990-01-01\nC3,"Bro"ken,1990-01-01\nC4,only two\nC5,Qian,1980-01-01,extra\nC2,Again,1990-02-28\nC6,"Sun\nC7,Zhou,19900228\n',
    )
    file('accounts.csv', 'id,owner,opened\nA1,C2,2026-01-01\nA2,C9,2026-01-01\nA3,C7,yesterday\n')
    file(
      'trans.csv',
      'id,account,date,amount\n1,A1,2026-01-01,1\n2,A1,2026-13-01,1\n3,A1,2026-01-01,ten\n4,A1,2026-01-01,0.001\n5,A9,2026-01-01,1\n1,A1,2026-01-01,1\n6,A1,2026-01-01,1.500\n7,A1,2026-01-01,1e2\n8,A1,2026-01-01,\n9,A1,2026-01-01,99999999999999999\n',
    )
    const report = await run(bank)
    expect(refusals(report)).toEqual(
      [
        'customers.csv:2 unparsable_date birth_date',
        'customers.csv:5 missing_value customer',
        'customers.csv:6,7,8,10 malformed_line',
        'customers.csv:9 duplicate_key',
        'accounts.csv:3 unknown_customer customer',
        'accounts.csv:4 unparsable_date opened',
        'trans.csv:3 unparsable_date at',
        'trans.csv:4 not_a_number amount',
        'trans.csv:5,9,11 inexact_amount amount',
        'trans.csv:6 unknown_account account',
        'trans.csv:7 duplicate_key',
        'trans.csv:10 missing_value amount',
      ].sort(),
    )
    expect(report.targets['customers']).toMatchObject({ read: 9, accepted: 2, rejected: 7, written: 2 })
    expect(report.targets['ledger']).toMatchObject({ read: 10, accepted: 2, rejected: 8 })
    expect(
      await rows(`SELECT toUInt32(count()) AS n FROM import_rejection WHERE run = ${report.run}`),
    ).toEqual([{ n: 17 }])
    const stored = await importTables(t.ctx.postgres)
      .selectFrom('import_run')
      .selectAll()
      .where('id', '=', report.run)
      .executeTakeFirstOrThrow()
    expect(stored).toMatchObject({
      plan: 'bank',
      state: 'succeeded',
      counts: report.targets,
      rejected: report.rejected,
    })
  })

  it('changes nothing when it runs again', async () => {
    goodFiles()
    const first = await run(bank)
    const before = await checksums()
    t.clock.advance(86_400_000)
    const again = await run(bank)
    expect(again.newCustomers).toBe(0)
    expect(Object.values(again.targets).map((c) => [c.written, c.removed])).toEqual(
      Object.values(first.targets).map(() => [0, 0]),
    )
    expect(await checksums()).toEqual(before)
  })

  it('writes only what changed, and removes what left the files', async () => {
    goodFiles()
    await run(bank)
    file('customers.csv', 'no,name,born\nC1,"Li, Na",1990-02-03\nC3,New,\n')
    file('accounts.csv', 'id,owner,opened\nA1,C1,2026-01-01\nA2,C3,2026-01-02\n')
    file('trans.csv', 'id,account,date,amount\n1,A1,2026-01-01,100.10\n2,A1,2026-01-05,0.20\n')
    const report = await run(bank)
    expect(report.newCustomers).toBe(1)
    expect(report.targets['customers']).toMatchObject({ written: 1, removed: 1 })
    expect(report.targets['holdings']).toMatchObject({ written: 1, removed: 1 })
    expect(report.targets['ledger']).toMatchObject({ written: 1, removed: 1 })
    expect(await rows('SELECT customer, holding FROM holding FINAL ORDER BY holding')).toEqual([
      { customer: 1, holding: 'A1' },
      { customer: 3, holding: 'A2' },
    ])
    expect(
      await rows('SELECT toString(sum(amount)) AS amount FROM balance FINAL WHERE `to` > now()'),
    ).toEqual([{ amount: '100.3' }])
  })

  it('refuses a delivery of which no row can be taken, and keeps what it had', async () => {
    goodFiles()
    await run(bank)
    const before = await checksums()
    file('trans.csv', 'id,account,date,amount\n1,A1,01.02.2026,1\n2,A1,02.02.2026,2\n')
    await expect(run(bank)).rejects.toThrow(
      'Not one of 2 rows for ledger could be taken: most often unparsable_date at in trans.csv.',
    )
    expect(await checksums()).toEqual(before)
  })

  it('keeps rows that are not in the files when these are increments', async () => {
    goodFiles()
    const increments = { ...bank, missing: 'keep' }
    await run(increments)
    file('trans.csv', 'id,account,date,amount\n4,A2,2026-01-09,7\n')
    const report = await run(increments)
    expect(report.targets['ledger']).toMatchObject({ written: 1, removed: 0 })
    expect(
      await rows('SELECT toString(sum(amount)) AS amount FROM balance FINAL WHERE `to` > now()'),
    ).toEqual([{ amount: '111.9' }])
  })

  it('leaves rows after the as-of date for a later import', async () => {
    goodFiles()
    const early = await run(bank, { asOf: '2026-01-02' })
    expect(early.targets['ledger']).toMatchObject({ read: 3, accepted: 2, later: 1, rejected: 0 })
    const late = await run(bank, { asOf: '2026-01-31' })
    expect(late.targets['ledger']).toMatchObject({ written: 1, later: 0 })
    const stepwise = await checksums()
    await run(bank)
    expect(await checksums()).toEqual(stepwise)
  })

  it('ends the same after it was interrupted anywhere and run again', async () => {
    goodFiles()
    await run(bank)
    const clean = await checksums()
    for (let stop = 1; ; stop += 1) {
      await emptyStore()
      let statements = 0
      const clickhouse = Object.create(t.ctx.clickhouse) as typeof t.ctx.clickhouse
      clickhouse.command = async (...args) => {
        await t.ctx.clickhouse.command(...args)
        if (/^(CREATE|DROP|INSERT INTO import_)/.test(args[0])) return
        statements += 1
        if (statements === stop) throw new Error('power cut')
      }
      const interrupted = await runImport(
        { ...t.ctx, clickhouse },
        { plan: checkPlan(bank, 'test'), directory },
      ).then(
        () => false,
        () => true,
      )
      if (!interrupted) break
      await run(bank)
      expect({ stop, sums: await checksums() }).toEqual({ stop, sums: clean })
    }
  }, 300_000)

  it('refuses to run beside another import', async () => {
    goodFiles()
    await withImportLock(
      t.ctx,
      () => expect(run(bank)).rejects.toThrow(/Another import is running/),
      () => new Error('unexpected'),
    )
  })

  it('audits every run and closes those that a crash left open', async () => {
    goodFiles()
    await importTables(t.ctx.postgres)
      .insertInto('import_run')
      .values({
        plan: 'bank',
        state: 'running',
        as_of: null,
        counts: '{}',
        rejected: '[]',
        started_at: new Date(),
        finished_at: null,
      })
      .execute()
    const report = await run(bank)
    const states = await importTables(t.ctx.postgres)
      .selectFrom('import_run')
      .select('state')
      .where('state', '=', 'running')
      .execute()
    expect(states).toEqual([])
    const audit = await t.ctx.postgres
      .withTables<{ audit: { action: string; object_id: string } }>()
      .selectFrom('audit')
      .selectAll()
      .where('action', '=', 'import.run')
      .where('object_id', '=', String(report.run))
      .execute()
    expect(audit).toHaveLength(1)
  })
})

async function emptyStore(): Promise<void> {
  for (const table of ['customer', 'holding', 'balance', 'ledger', 'identifier']) {
    await t.ctx.clickhouse.command(`TRUNCATE TABLE ${table}`)
  }
  await t.ctx.postgres
    .withTables<{ customer_number: { next: number } }>()
    .updateTable('customer_number')
    .set({ next: 1 })
    .execute()
}

describe('a file', () => {
  const one = (options: object, extra: object = {}): object => ({
    name: 'formats',
    timezone: 'UTC',
    files: { f: options },
    customers: [{ from: 'f', number: 'no', name: 'name', attributes: { note: 'note' }, ...extra }],
  })
  const customers = (): Promise<unknown> =>
    rows("SELECT number, name, attributes['note'] AS note FROM customer FINAL ORDER BY number")
  const expected = [
    { number: '1', name: '李,"娜"', note: 'x' },
    { number: '2', name: '王', note: '' },
  ]

  it('is read as CSV with quotes, a byte-order mark, Windows line ends and blank lines', async () => {
    file('c.csv', '\uFEFFno,name,note\r\n1,"李,""娜""",x\r\n\r\n2, 王 ,\\N\r\n')
    expect((await run(one({ path: 'c.csv' }))).rejected).toEqual([])
    expect(await customers()).toEqual(expected)
  })

  it('is read as gzipped CSV in GBK, without a header, with another delimiter', async () => {
    const gbk = Buffer.from([0x31, 0x7c, 0xd6, 0xd0, 0xb9, 0xfa, 0x7c, 0x78, 0x0a])
    file('c.csv.gz', gzipSync(gbk))
    await run(
      one({
        path: 'c.csv.gz',
        delimiter: '|',
        header: false,
        columns: ['no', 'name', 'note'],
        encoding: 'GBK',
      }),
    )
    expect(await customers()).toEqual([{ number: '1', name: '中国', note: 'x' }])
  })

  it('is read with a delimiter of several characters where fields are not quoted', async () => {
    file('c.txt', 'no|@|name|@|note\n1|@|5" disk|@|x\n')
    await run(one({ path: 'c.txt', delimiter: '|@|', quotes: false }))
    expect(await customers()).toEqual([{ number: '1', name: '5" disk', note: 'x' }])
  })

  it('is read as NDJSON, nested members by dots, broken lines refused', async () => {
    file(
      'c.ndjson',
      '{"no":1,"name":"李,\\"娜\\"","a":{"b":"x"}}\n{"no":\n[1]\n{"no":"2","name":"王","a":null}\n',
    )
    const report = await run(one({ path: 'c.ndjson' }, { attributes: { note: 'a.b' } }))
    expect(refusals(report)).toEqual(['c.ndjson:2,3 malformed_line'])
    expect(await customers()).toEqual(expected)
  })

  it('is read as Parquet with typed columns', async () => {
    const path = join(directory, 'c.parquet')
    await t.ctx.clickhouse.command(
      `INSERT INTO FUNCTION file('${path}', 'Parquet') SELECT toUInt32(number + 1) AS no,
        if(number = 0, '李,"娜"', '王') AS name, if(number = 0, 'x', NULL) AS note, toDate32('1960-01-02') + number AS born,
        toDecimal64(0.1, 2) AS amount FROM numbers(2)`,
    )
    const plan = {
      ...one({ path: 'c.parquet' }, { birth_date: 'born' }),
      holdings: [
        {
          from: 'f',
          holding: { concat: [{ value: 'H' }, 'no'] },
          customer: 'no',
          product: { value: 'p' },
          class: { value: 'fund' },
          opened: 'born',
          amount: 'amount',
        },
      ],
    }
    expect((await run(plan)).rejected).toEqual([])
    expect(await customers()).toEqual(expected)
    expect(
      await rows(
        'SELECT toString(birth_date) AS born, toString(amount) AS amount FROM customer FINAL JOIN holding FINAL USING customer ORDER BY born',
      ),
    ).toEqual([
      { born: '1960-01-02', amount: '0.1' },
      { born: '1960-01-03', amount: '0.1' },
    ])
  })

  it('gives true line numbers over many blocks', async () => {
    const lines = Array.from({ length: 300_000 }, (_, i) =>
      i % 100_000 === 77_777 ? `${i},broken` : `${i},n,x`,
    )
    file('c.csv', `no,name,note\n${lines.join('\n')}\n`)
    expect(refusals(await run(one({ path: 'c.csv' })))).toEqual(['c.csv:77779,177779,277779 malformed_line'])
  })

  it('that is missing, or lacks a column, is named with what to do', async () => {
    await expect(run(one({ path: 'none.csv' }))).rejects.toThrow(/There is no file .*none\.csv: check --from/)
    file('c.csv', 'no,nom,note\n')
    await expect(run(one({ path: 'c.csv' }))).rejects.toThrow(
      /customers\[0\]\.name: the file c\.csv has no column "name"; it has no, nom, note/,
    )
    mkdirSync(join(directory, 'a{b}'))
    await expect(run(one({ path: 'a{b}/c.csv' }))).rejects.toThrow(/rename the file or folder/)
  })

  it('with SQL in its values only stores them', async () => {
    const evil = "'); DROP TABLE customer; -- {x:String} \\'"
    file('c.csv', `no,name,note\n1,"${evil}",\\\n`)
    await run(one({ path: 'c.csv' }))
    expect(await customers()).toEqual([{ number: '1', name: evil, note: '\\' }])
  })
})

describe('an expression', () => {
  const evaluate = async (fields: object, csv: string): Promise<unknown> => {
    file('c.csv', csv)
    file('codes.csv', 'code,text,kind\nx,first,a\nx,second,a\ny,other,b\n')
    const report = await run({
      name: 'expressions',
      timezone: 'Asia/Shanghai',
      files: { f: { path: 'c.csv' }, codes: { path: 'codes.csv' } },
      customers: [{ from: 'f', number: 'id' }],
      holdings: [
        {
          from: 'f',
          holding: 'id',
          customer: 'id',
          product: { value: 'p' },
          class: { value: 'loan' },
          opened: { value: '2026-01-31' },
          ...fields,
        },
      ],
    })
    const found = await rows(
      'SELECT holding, status, toString(matures) AS matures, toString(amount) AS amount FROM holding FINAL ORDER BY holding',
    )
    return { refused: refusals(report), found }
  }
  const status = async (expression: unknown, value: string): Promise<unknown> => {
    const { found } = (await evaluate({ status: expression }, `id,v\n1,${value}\n`)) as {
      found: { status: string }[]
    }
    return found[0]?.status
  }

  it.each([
    [{ map: { a: 'one', b: 'two' }, of: 'v' }, 'b', 'two'],
    [{ map: { a: 'one' }, of: 'v', else: { value: 'many' } }, 'z', 'many'],
    [{ concat: ['v', { value: '-' }, 'v'] }, 'a', 'a-a'],
    [{ first: ['v', { value: 'none' }] }, '', 'none'],
    [{ part: 'v', from: 2, length: 2 }, '江苏省南京', '苏省'],
    [{ pad: 'v', to: 4, with: '0' }, '7', '0007'],
    [{ upper: 'v' }, 'ab', 'AB'],
    [{ lookup: 'codes', key: 'code', of: 'v', value: 'text' }, 'x', 'first'],
    [{ lookup: 'codes', key: 'code', of: 'v', value: 'text', where: { kind: 'a' } }, 'y', undefined],
    [{ when: [{ of: 'v', is: ['a', 'b'], gives: { value: 'early' } }], else: 'v' }, 'b', 'early'],
    [{ date: 'v', format: '%d.%m.%Y' }, '09.12.2025', '2025-12-09'],
  ])('%j of "%s" is %s', async (expression, value, result) => {
    expect(await status(expression, value)).toBe(result ?? '')
  })

  it('reads dates in the given formats, months ahead, and open ends', async () => {
    expect(
      await evaluate(
        { matures: { addMonths: { date: 'd', format: ['%Y%m%d', '%d/%m/%Y'] }, months: 'm' } },
        'id,d,m\n1,20240131,1\n2,29/02/2024,12\n3,20240230,1\n4,20240101,x\n',
      ),
    ).toMatchObject({
      refused: ['c.csv:4 unparsable_date matures', 'c.csv:5 not_a_number matures'],
      found: [{ matures: '2024-02-29' }, { matures: '2025-02-28' }],
    })
    expect(await evaluate({ matures: 'd' }, 'id,d\n5,9999-12-31\n')).toMatchObject({
      found: [{ matures: '2299-12-31' }],
    })
  })

  it('reads money exactly in every notation', async () => {
    const amount = { number: 'v', decimal: ',', thousands: '.' }
    expect(await evaluate({ amount }, 'id,v\n1,"1.234.567,89"\n2,"-0,5"\n3,"1,234"\n')).toMatchObject({
      refused: ['c.csv:4 inexact_amount amount'],
      found: [{ amount: '1234567.89' }, { amount: '-0.5' }],
    })
    expect(
      await evaluate({ amount: { number: 'v', unit: 'minor' } }, 'id,v\n1,123456789012345678\n2,1.5\n'),
    ).toMatchObject({
      refused: ['c.csv:3 inexact_amount amount'],
      found: [{ amount: '1234567890123456.78' }],
    })
    expect(
      await evaluate({ amount: { sum: ['v', { negate: 'w' }] } }, 'id,v,w\n1,9999999999999999.99,0.01\n'),
    ).toMatchObject({
      found: [{ amount: '9999999999999999.98' }],
    })
  })

  it('refuses values that its map does not know', async () => {
    expect(await evaluate({ status: { map: { a: 'one' }, of: 'v' } }, 'id,v\n1,a\n2,z\n3,\n')).toMatchObject({
      refused: ['c.csv:3 unmapped_value status'],
      found: [{ status: 'one' }, { status: '' }],
    })
  })
})

describe('targets', () => {
  it('stores phones and e-mail addresses encrypted, and finds the customer by the hashed phone', async () => {
    file('c.csv', 'no,phone,mail\nC1,+86 138 0013 8000,li@bank.example\nC2,,\n')
    const plan = {
      name: 'contacts',
      files: { f: { path: 'c.csv' } },
      customers: [{ from: 'f', number: 'no', phone: 'phone', email: 'mail' }],
    }
    await run(plan)
    const found = await rows('SELECT customer, kind, value FROM contact_point FINAL ORDER BY kind')
    expect(
      found.map((row) => [row['customer'], row['kind'], decryptContact(t.ctx.config, String(row['value']))]),
    ).toEqual([
      [1, 'email', 'li@bank.example'],
      [1, 'phone', '+86 138 0013 8000'],
    ])
    const hash = identifierHash(t.ctx.config, 'phone', '13800138000')
    expect(await rows("SELECT value, customer FROM identifier WHERE namespace = 'phone'")).toEqual([
      { value: hash, customer: 1 },
    ])
    const before = JSON.stringify(found)
    await run(plan)
    expect(
      JSON.stringify(await rows('SELECT customer, kind, value FROM contact_point FINAL ORDER BY kind')),
    ).toBe(before)
  })

  it('takes balances as intervals or as observations that hold until the next one', async () => {
    file('c.csv', 'no\nC1\n')
    file('h.csv', 'id,owner\nA1,C1\n')
    file(
      'b.csv',
      'account,date,until,amount\nA1,2026-01-01,,10\nA1,2026-01-02,,10\nA1,2026-01-03,2026-01-05,20\nA1,2026-01-09,,30\nA7,2026-01-01,,1\n',
    )
    const report = await run({
      name: 'balances',
      timezone: 'UTC',
      files: { c: { path: 'c.csv' }, h: { path: 'h.csv' }, b: { path: 'b.csv' } },
      customers: [{ from: 'c', number: 'no' }],
      holdings: [
        {
          from: 'h',
          holding: 'id',
          customer: 'owner',
          product: { value: 'p' },
          class: { value: 'fund' },
          opened: { value: '2026-01-01' },
        },
      ],
      balances: [{ from: 'b', account: 'account', date: 'date', until: 'until', amount: 'amount' }],
    })
    expect(refusals(report)).toEqual(['b.csv:6 unknown_account account'])
    expect(
      await rows(
        'SELECT toString(`from`) AS f, toString(`to`) AS t, class, toString(amount) AS a FROM balance FINAL ORDER BY f',
      ),
    ).toEqual([
      { f: '2026-01-01', t: '2026-01-03', class: 'fund', a: '10' },
      { f: '2026-01-03', t: '2026-01-05', class: 'fund', a: '20' },
      { f: '2026-01-09', t: '2299-12-31', class: 'fund', a: '30' },
    ])
  })

  it('brings relations, events, consents, branches and staff, again without a change', async () => {
    file('c.csv', 'no\nC1\nC2\n')
    file(
      'e.csv',
      'id,who,what,when\n1,C1,open_app,2026-01-02 08:30:00\n2,C9,open_app,2026-01-02 08:30:00\n3,C2,open_app,2026-01-02T08:30:00Z\n',
    )
    const plan = {
      name: 'rest',
      timezone: 'Asia/Shanghai',
      files: { c: { path: 'c.csv' }, e: { path: 'e.csv' } },
      organisations: [
        {
          rows: [
            { code: 'sub', parent: 'hq', name: 'Sub', level: 'sub_branch' },
            { code: 'hq', name: 'HQ', level: 'head_office' },
          ],
          code: 'code',
          parent: 'parent',
          name: 'name',
          level: 'level',
        },
      ],
      staff: [
        {
          rows: [{ code: 's1', name: 'Chen' }],
          code: 'code',
          name: 'name',
          organisation: { value: 'sub' },
          position: { value: 'rm' },
        },
      ],
      customers: [{ from: 'c', number: 'no' }],
      relations: [
        {
          from: 'c',
          where: { no: 'C2' },
          customer: 'no',
          related: { value: 'C1' },
          kind: { value: 'household' },
        },
      ],
      events: [
        {
          from: 'e',
          customer: 'who',
          id: 'id',
          name: 'what',
          at: 'when',
          channel: { value: 'app' },
          properties: { id: 'id' },
        },
      ],
      consents: [
        {
          from: 'c',
          customer: 'no',
          purpose: { value: 'marketing' },
          channel: { value: 'sms' },
          granted: { value: 'yes' },
          at: { value: '2026-01-01' },
        },
      ],
    }
    const first = await run(plan)
    expect(refusals(first)).toEqual(['e.csv:3 unknown_customer customer'])
    expect(
      await rows(
        "SELECT customer, message_id, toString(at) AS at, properties['id'] AS p FROM event ORDER BY message_id",
      ),
    ).toEqual([
      { customer: 1, message_id: 'rest:1', at: '2026-01-02 00:30:00.000', p: '1' },
      { customer: 2, message_id: 'rest:3', at: '2026-01-02 08:30:00.000', p: '3' },
    ])
    expect(await rows('SELECT customer, related, kind FROM relation FINAL')).toEqual([
      { customer: 2, related: 1, kind: 'household' },
    ])
    const again = await run(plan)
    expect(Object.values(again.targets).every((c) => c.written === 0 && c.removed === 0)).toBe(true)
    file('e.csv', 'id,who,what,when\n1,C1,close_app,2026-01-02 08:30:00\n')
    expect((await run(plan)).targets['events']).toMatchObject({ written: 1, removed: 1 })
    expect(await rows('SELECT name, message_id FROM event')).toEqual([
      { name: 'close_app', message_id: 'rest:1' },
    ])
  })
})

describe('a plan', () => {
  it.each([
    [
      { name: 'p', files: {}, customers: [{ from: 'x', number: 'n' }] },
      /customers\.0\.from: "x" is not one of the plan’s files/,
    ],
    [
      { name: 'p', files: { f: { path: '/etc/passwd' } } },
      /files\.f\.path: must lie inside the folder given by --from/,
    ],
    [{ name: 'P p', files: {} }, /name: must be lower-case letters/],
    [{ name: 'p', files: { f: { path: 'a.csv' } }, customer: [] }, /customer: is not a setting here/],
    [
      { name: 'p', files: { f: { path: 'a.csv' } }, customers: [{ from: 'f', number: { sql: '1' } }] },
      /customers\.0\.number: is not an expression/,
    ],
    [
      { name: 'p', files: { f: { path: 'a.csv' } }, products: [{ from: 'f', product: 'a', name: 'b' }] },
      /products\.0\.class: /,
    ],
  ])('with a mistake says where and what to do (%#)', (plan, message) => {
    expect(() => checkPlan(plan, 'plan.yaml')).toThrow(message)
  })
})
