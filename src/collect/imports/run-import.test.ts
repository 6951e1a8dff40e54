import { describe, expect, it } from 'vitest'
import { importFixture, refusals } from './import-fixture.ts'
import { checkPlan, runImport } from './index.ts'
import { importTables, withImportLock } from './store.ts'

const fixture = importFixture()

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
  fixture.file('customers.csv', 'no,name,born\nC1,"Li, Na",1990-02-03\nC2,王芳,\n')
  fixture.file('accounts.csv', 'id,owner,opened\nA1,C1,2026-01-01\nA2,C2,2026-01-02\n')
  fixture.file(
    'trans.csv',
    'id,account,date,amount\n1,A1,2026-01-01,100.10\n2,A1,2026-01-05,-0.20\n3,A2,2026-01-02,5\n',
  )
}

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
    sums[table] = await fixture.rows(
      `SELECT count() AS n, toString(groupBitXor(sipHash64(${columns}))) AS sum FROM ${table} FINAL`,
    )
  }
  sums['event'] = await fixture.rows(
    'SELECT count() AS n, toString(groupBitXor(sipHash64(at, name, customer, message_id, properties))) AS sum FROM event',
  )
  return sums
}

describe('an import', () => {
  it('joins ledger rows to customers through the account and derives balances as change intervals', async () => {
    goodFiles()
    const report = await fixture.run(bank)
    expect(report.rejected).toEqual([])
    expect(report.newCustomers).toBe(2)
    expect(
      await fixture.rows(
        'SELECT number, holding, toString(`from`) AS since, toString(`to`) AS until, toString(amount) AS amount FROM balance FINAL JOIN customer USING customer ORDER BY holding, since',
      ),
    ).toEqual([
      { number: 'C1', holding: 'A1', since: '2026-01-01', until: '2026-01-05', amount: '100.1' },
      { number: 'C1', holding: 'A1', since: '2026-01-05', until: '2299-12-31', amount: '99.9' },
      { number: 'C2', holding: 'A2', since: '2026-01-02', until: '2299-12-31', amount: '5' },
    ])
  })

  it('refuses bad rows with file, line and reason, and takes the good ones', async () => {
    fixture.file(
      'customers.csv',
      'no,name,born\nC1,Li,1990-02-30\n\nC2,Wang,1990-02-28\n,Zhao,1990-01-01\nC3,"Bro"ken,1990-01-01\nC4,only two\nC5,Qian,1980-01-01,extra\nC2,Again,1990-02-28\nC6,"Sun\nC7,Zhou,19900228\n',
    )
    fixture.file('accounts.csv', 'id,owner,opened\nA1,C2,2026-01-01\nA2,C9,2026-01-01\nA3,C7,yesterday\n')
    fixture.file(
      'trans.csv',
      'id,account,date,amount\n1,A1,2026-01-01,1\n2,A1,2026-13-01,1\n3,A1,2026-01-01,ten\n4,A1,2026-01-01,0.001\n5,A9,2026-01-01,1\n1,A1,2026-01-01,1\n6,A1,2026-01-01,1.500\n7,A1,2026-01-01,1e2\n8,A1,2026-01-01,\n9,A1,2026-01-01,99999999999999999\n',
    )
    const report = await fixture.run(bank)
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
      await fixture.rows(`SELECT toUInt32(count()) AS n FROM import_rejection WHERE run = ${report.run}`),
    ).toEqual([{ n: 17 }])
    const stored = await importTables(fixture.t.ctx.postgres)
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
    const first = await fixture.run(bank)
    const before = await checksums()
    fixture.t.clock.advance(86_400_000)
    const again = await fixture.run(bank)
    expect(again.newCustomers).toBe(0)
    expect(Object.values(again.targets).map((c) => [c.written, c.removed])).toEqual(
      Object.values(first.targets).map(() => [0, 0]),
    )
    expect(await checksums()).toEqual(before)
  })

  it('writes only what changed, and removes what left the files', async () => {
    goodFiles()
    await fixture.run(bank)
    fixture.file('customers.csv', 'no,name,born\nC1,"Li, Na",1990-02-03\nC3,New,\n')
    fixture.file('accounts.csv', 'id,owner,opened\nA1,C1,2026-01-01\nA2,C3,2026-01-02\n')
    fixture.file('trans.csv', 'id,account,date,amount\n1,A1,2026-01-01,100.10\n2,A1,2026-01-05,0.20\n')
    const report = await fixture.run(bank)
    expect(report.newCustomers).toBe(1)
    expect(report.targets['customers']).toMatchObject({ written: 1, removed: 1 })
    expect(report.targets['holdings']).toMatchObject({ written: 1, removed: 1 })
    expect(report.targets['ledger']).toMatchObject({ written: 1, removed: 1 })
    expect(await fixture.rows('SELECT customer, holding FROM holding FINAL ORDER BY holding')).toEqual([
      { customer: 1, holding: 'A1' },
      { customer: 3, holding: 'A2' },
    ])
    expect(
      await fixture.rows('SELECT toString(sum(amount)) AS amount FROM balance FINAL WHERE `to` > now()'),
    ).toEqual([{ amount: '100.3' }])
  })

  it('refuses a delivery of which no row can be taken, and keeps what it had', async () => {
    goodFiles()
    await fixture.run(bank)
    const before = await checksums()
    fixture.file('trans.csv', 'id,account,date,amount\n1,A1,01.02.2026,1\n2,A1,02.02.2026,2\n')
    await expect(fixture.run(bank)).rejects.toThrow(
      'Not one of 2 rows for ledger could be taken: most often unparsable_date at in trans.csv.',
    )
    expect(await checksums()).toEqual(before)
  })

  it('keeps rows that are not in the files when these are increments', async () => {
    goodFiles()
    const increments = { ...bank, missing: 'keep' }
    await fixture.run(increments)
    fixture.file('trans.csv', 'id,account,date,amount\n4,A2,2026-01-09,7\n')
    const report = await fixture.run(increments)
    expect(report.targets['ledger']).toMatchObject({ written: 1, removed: 0 })
    expect(
      await fixture.rows('SELECT toString(sum(amount)) AS amount FROM balance FINAL WHERE `to` > now()'),
    ).toEqual([{ amount: '111.9' }])
  })

  it('leaves rows after the as-of date for a later import', async () => {
    goodFiles()
    const early = await fixture.run(bank, { asOf: '2026-01-02' })
    expect(early.targets['ledger']).toMatchObject({ read: 3, accepted: 2, later: 1, rejected: 0 })
    const late = await fixture.run(bank, { asOf: '2026-01-31' })
    expect(late.targets['ledger']).toMatchObject({ written: 1, later: 0 })
    const stepwise = await checksums()
    await fixture.run(bank)
    expect(await checksums()).toEqual(stepwise)
  })

  it('ends the same after it was interrupted anywhere and run again', async () => {
    goodFiles()
    await fixture.run(bank)
    const clean = await checksums()
    for (let stop = 1; ; stop += 1) {
      await fixture.emptyStore()
      let statements = 0
      const clickhouse = Object.create(fixture.t.ctx.clickhouse) as typeof fixture.t.ctx.clickhouse
      clickhouse.command = async (...args) => {
        await fixture.t.ctx.clickhouse.command(...args)
        if (/^(CREATE|DROP|INSERT INTO import_)/.test(args[0])) return
        statements += 1
        if (statements === stop) throw new Error('power cut')
      }
      const interrupted = await runImport(
        { ...fixture.t.ctx, clickhouse },
        { plan: checkPlan(bank, 'test'), directory: fixture.directory },
      ).then(
        () => false,
        () => true,
      )
      if (!interrupted) break
      await fixture.run(bank)
      expect({ stop, sums: await checksums() }).toEqual({ stop, sums: clean })
    }
  }, 300_000)

  it('refuses to run beside another import', async () => {
    goodFiles()
    await withImportLock(
      fixture.t.ctx,
      () => expect(fixture.run(bank)).rejects.toThrow(/Another import is running/),
      () => new Error('unexpected'),
    )
  })

  it('audits every run and closes those that a crash left open', async () => {
    goodFiles()
    await importTables(fixture.t.ctx.postgres)
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
    const report = await fixture.run(bank)
    const states = await importTables(fixture.t.ctx.postgres)
      .selectFrom('import_run')
      .select('state')
      .where('state', '=', 'running')
      .execute()
    expect(states).toEqual([])
    const audit = await fixture.t.ctx.postgres
      .withTables<{ audit: { action: string; object_id: string } }>()
      .selectFrom('audit')
      .selectAll()
      .where('action', '=', 'import.run')
      .where('object_id', '=', String(report.run))
      .execute()
    expect(audit).toHaveLength(1)
  })
})
