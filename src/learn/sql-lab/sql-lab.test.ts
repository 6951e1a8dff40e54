import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { type Actor, systemActor } from '../../platform/actor.ts'
import { createServer } from '../../platform/http/server.ts'
import { sqlLabRoutes } from './index.ts'

let t: TestContext
let app: FastifyInstance
let actor: Actor

const anna: Actor = { ...systemActor, kind: 'user', id: '1', name: 'anna' }
/** Sees the branch B1 with its sub-branch B11. */
const bo: Actor = { ...anna, id: '2', name: 'bo', organisations: ['B1', 'B11'] }
const nobody: Actor = { ...anna, id: '3', name: 'cy', organisations: [] }

const at = '2026-10-01T00:00:00Z'

beforeAll(async () => {
  t = await openTestContext()
  app = await createServer(t.ctx, async () => actor)
  await app.register(sqlLabRoutes)
  await sql`INSERT INTO organisation (code, parent, name, level) VALUES
    ('B1', NULL, '一行', 'branch'), ('B11', 'B1', '一支行', 'sub_branch'), ('B2', NULL, '二行', 'branch')`.execute(
    t.ctx.postgres,
  )
  const customers = [
    [1, 'B1', 'C1'],
    [2, 'B11', 'C2'],
    [3, 'B2', 'C3'],
    [4, 'B2', 'C3'],
  ] as const
  await store(
    'customer',
    customers.map(([customer, branch, risk]) => ({
      customer,
      number: `N${customer}00`,
      name: `秘密${customer}`,
      birth_date: '1986-03-17',
      branch,
      risk,
      attributes: { id_document: 'secret-document' },
      updated: at,
    })),
  )
  await store(
    'contact_point',
    customers.map(([customer]) => ({ customer, kind: 'phone', value: 'secret-phone', updated: at })),
  )
  await store(
    'balance',
    customers.map(([customer]) => ({
      customer,
      holding: `6222-secret-${customer}`,
      product: 'P1',
      class: 'fund',
      from: '2026-01-01',
      to: '2299-12-31',
      amount: `${customer}00.50`,
      updated: at,
    })),
  )
  await store('holding', [
    {
      customer: 1,
      holding: '6222-secret-1',
      product: 'P1',
      class: 'fund',
      opened: '2026-01-01',
      updated: at,
    },
  ])
  // Number 9 was merged into 3; number 8 is a visitor.
  await store('customer_merge', [{ customer: 9, into: 3, at, reason: 'identify', evidence: '' }])
  await t.ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
  await store(
    'event',
    [1, 2, 3, 8, 9].map((customer) => ({ customer, at, received: at, name: 'opened', kind: 'track' })),
  )
  await store('relation', [
    { customer: 1, related: 2, kind: 'household', updated: at },
    { customer: 1, related: 3, kind: 'household', updated: at },
  ])
})
afterAll(async () => {
  await app.close()
  await t.close()
})

async function store(table: string, rows: readonly object[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  await t.ctx.clickhouse.insert(table, columns, rows.map((row) => JSON.stringify(row)).join('\n'))
}

async function call(
  as: Actor,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  payload?: object,
  headers = {},
) {
  actor = as
  return app.inject({ method, url: `/api/sql-lab${url}`, ...(payload ? { payload } : {}), headers })
}

const run = (as: Actor, statement: string) => call(as, 'POST', '/run', { sql: statement })
const rowsOf = async (as: Actor, statement: string): Promise<unknown> => {
  const answer = await run(as, statement)
  if (answer.statusCode !== 200) throw new Error(`${statement}: ${answer.body}`)
  return answer.json().rows
}

describe('an answer', () => {
  it('has its columns with types, rows, what was read, and how long it took', async () => {
    const answer = await run(anna, 'SELECT risk, count() AS n FROM customer GROUP BY risk ORDER BY risk')
    expect(answer.json()).toMatchObject({
      columns: [
        { name: 'risk', type: 'LowCardinality(String)' },
        { name: 'n', type: 'UInt64' },
      ],
      rows: [
        ['C1', '1'],
        ['C2', '1'],
        ['C3', '2'],
      ],
      truncated: false,
    })
    expect(answer.json().rowsRead).toBeGreaterThan(0)
  })

  it('is cut off at the most rows that are shown', async () => {
    const answer = await run(anna, 'SELECT number FROM numbers(50000)')
    expect(answer.json().rows).toHaveLength(10_000)
    expect(answer.json().truncated).toBe(true)
  })

  it('joins balances and holdings by a code that is not the account number', async () => {
    const rows = await rowsOf(
      anna,
      'SELECT h.product, b.amount FROM holding h JOIN balance b ON h.holding = b.holding AND h.customer = b.customer',
    )
    expect(rows).toEqual([['P1', '100.5']])
  })

  it('reads merged customers as one', async () => {
    expect(await rowsOf(anna, 'SELECT count() FROM event WHERE customer = 3')).toEqual([['2']])
  })
})

describe('personal data', () => {
  it('is in no column of any table', async () => {
    const { tables } = (await call(anna, 'GET', '/schema')).json()
    const names = tables.map(({ name }: { name: string }) => name)
    expect(names).toEqual(
      expect.arrayContaining(['customer', 'balance', 'event', 'organisation', 'segment_member']),
    )
    for (const name of ['contact_point', 'identifier', 'identity_link', 'push_subscription', 'dead_letter'])
      expect(names).not.toContain(name)
    for (const name of names) {
      const answer = await run(anna, `SELECT * FROM ${name}`)
      expect({ name, status: answer.statusCode }).toEqual({ name, status: 200 })
      expect(answer.body).not.toMatch(/秘密|secret|N\d00|1986-03/)
    }
  })

  it('cannot be named either', async () => {
    for (const column of ['name', 'number', 'birth_date', 'attributes', 'source.name', 'customer.name']) {
      const answer = await run(anna, `SELECT ${column} FROM customer`)
      expect({ column, status: answer.statusCode }).toEqual({ column, status: 422 })
      expect(answer.body).not.toMatch(/秘密/)
    }
  })

  it('is not told by errors, nor is the statement behind a table', async () => {
    const answer = await run(anna, 'SELECT toUInt8(holding) FROM balance')
    expect(answer.statusCode).toBe(422)
    expect(answer.body).not.toMatch(/secret|sipHash|customer_canonical/)
  })
})

describe('a data scope', () => {
  it('shows exactly the customers of the organisations and of those below', async () => {
    const keyed = {
      customer: 'customer',
      balance: 'customer',
      event: 'customer',
      holding: 'customer',
    }
    for (const [table, column] of Object.entries(keyed)) {
      const everybody = await rowsOf(anna, `SELECT arraySort(groupUniqArray(${column})) FROM ${table}`)
      const own = await rowsOf(bo, `SELECT arraySort(groupUniqArray(${column})) FROM ${table}`)
      expect(own).toEqual([[(everybody as number[][][])[0]?.[0]?.filter((one) => one === 1 || one === 2)]])
      expect(await rowsOf(nobody, `SELECT count() FROM ${table}`)).toEqual([['0']])
    }
  })

  it('shows a relation only when both sides lie in it', async () => {
    expect(await rowsOf(anna, 'SELECT count() FROM relation')).toEqual([['2']])
    expect(await rowsOf(bo, 'SELECT related FROM relation')).toEqual([[2]])
  })

  it('holds in subqueries, joins, sets and names that shadow a table', async () => {
    const counts = [
      'SELECT count() FROM (SELECT * FROM (SELECT * FROM customer))',
      'WITH customer AS (SELECT * FROM customer) SELECT count() FROM customer',
      'WITH c AS (SELECT * FROM customer) SELECT count() FROM c AS customer',
      'SELECT count() FROM numbers(10) WHERE number IN customer_numbers'.replace(
        'customer_numbers',
        '(SELECT customer FROM customer)',
      ),
      'SELECT (SELECT count() FROM customer)',
      'SELECT count() FROM customer AS a JOIN customer AS b USING customer',
      'SELECT sum(n) FROM (SELECT count() AS n FROM customer UNION ALL SELECT 0)',
    ]
    for (const statement of counts)
      expect({ statement, rows: await rowsOf(bo, statement) }).toEqual({ statement, rows: [['2']] })
  })

  it('cannot be felt for by conditions that fail on hidden rows', async () => {
    for (const condition of [
      'intDiv(1, toInt64(customer) - 3) > -5',
      'intDiv(1, toInt64(amount) - 300) > -5',
      'toUInt8OrZero(class) = 0 AND intDiv(1, toInt64(amount) - 300) > -5',
    ])
      expect({
        condition,
        rows: await rowsOf(bo, `SELECT count() FROM balance WHERE ${condition}`),
      }).toEqual({ condition, rows: [['2']] })
  })

  it('of another person is not what the database of one shows', async () => {
    const first = await rowsOf(bo, 'SELECT count() FROM customer')
    const second = await rowsOf(anna, 'SELECT count() FROM customer')
    expect([first, second, await rowsOf(bo, 'SELECT count() FROM customer')]).toEqual([
      [['2']],
      [['4']],
      [['2']],
    ])
  })
})

describe('the session of a statement', () => {
  it('can read and nothing else, even if a statement slips through', async () => {
    const guest = { database: 'system', settings: { max_execution_time: 5 } }
    const attempts = [
      `DROP TABLE ${t.ctx.clickhouse.database}.customer`,
      `INSERT INTO ${t.ctx.clickhouse.database}.customer (customer) VALUES (99)`,
      'SELECT 1 SETTINGS max_execution_time = 0',
      "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
      "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    ]
    for (const attempt of attempts)
      await expect(t.ctx.clickhouse.readAsGuest(attempt, guest)).rejects.toThrow(/readonly|read-only/i)
  })

  it('ends when the caller goes, and says so in the history', async () => {
    const gone = new AbortController()
    const reading = t.ctx.clickhouse.readAsGuest(
      'SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))',
      { database: 'system', settings: { max_execution_time: 30 }, signal: gone.signal },
    )
    setTimeout(() => gone.abort(), 200)
    await expect(reading).rejects.toThrow(/abort/i)
    expect(
      (await t.ctx.clickhouse.readAsGuest('SELECT 1', { database: 'system', settings: {} })).rows,
    ).toEqual([[1]])
  })

  it('is stopped by its limits in words that help', async () => {
    const answer = await run(anna, 'SELECT groupArray(number) FROM numbers(10000000000)')
    expect(answer.statusCode).toBe(413)
    expect(answer.json().detail).toMatch(/takes more than one may/)
  })
})

describe('what is left behind', () => {
  it('is an audit row with the text of every statement, refused ones too', async () => {
    await run(anna, "SELECT 'left behind'")
    await run(anna, "SELECT file('/etc/passwd')")
    const { rows } = await sql<{ action: string; result: string; detail: { sql: string } }>`
      SELECT action, result, detail FROM audit WHERE actor_name = 'anna' ORDER BY id DESC LIMIT 2`.execute(
      t.ctx.postgres,
    )
    expect(rows).toMatchObject([
      { action: 'sql.run', result: 'refused', detail: { sql: "SELECT file('/etc/passwd')" } },
      { action: 'sql.run', result: 'ok', detail: { sql: "SELECT 'left behind'" } },
    ])
  })

  it('is a history of one’s own statements', async () => {
    await run(nobody, 'SELECT 1 AS mine')
    await run(nobody, 'SELECT nothing FROM customer')
    const { items } = (await call(nobody, 'GET', '/runs?limit=2')).json()
    expect(items).toMatchObject([
      { sql: 'SELECT nothing FROM customer', state: 'failed', error: expect.stringContaining('nothing') },
      { sql: 'SELECT 1 AS mine', state: 'succeeded', rows: 1 },
    ])
    expect((await call(bo, 'GET', '/runs')).body).not.toContain('mine')
  })

  it('is a file of the same rows in which no text is a formula', async () => {
    const answer = await call(anna, 'POST', '/exports', {
      sql: `SELECT '=1+1' AS a, -5 AS b, NULL AS c, [1, 2] AS d`,
    })
    expect(answer.headers['content-type']).toContain('text/csv')
    expect(answer.body).toBe('\uFEFFa,b,c,d\r\n\'=1+1,-5,,"[1,2]"\r\n')
  })

  it('is an Excel file when one asks for it', async () => {
    const answer = await call(anna, 'POST', '/exports', { sql: "SELECT 1 AS a, 'x' AS b", format: 'xlsx' })
    expect(answer.headers['content-disposition']).toContain('query.xlsx')
    // A workbook is a zip archive.
    expect(answer.rawPayload.subarray(0, 2).toString()).toBe('PK')
  })
})

describe('saved statements', () => {
  it('are one’s own until they are shared, and others cannot change them', async () => {
    const input = { name: 'Customers by risk', sql: 'SELECT risk FROM customer', shared: false }
    const made = await call(anna, 'POST', '/queries', input)
    expect(made.statusCode).toBe(201)
    const url = `/queries/${made.json().id}`
    expect((await call(bo, 'GET', url)).statusCode).toBe(404)
    const shared = await call(anna, 'PUT', url, { ...input, shared: true }, { 'if-match': '"1"' })
    expect(shared.json()).toMatchObject({ shared: true, version: 2, mine: true })
    expect((await call(bo, 'GET', '/queries?search=RISK')).json().items).toMatchObject([
      { owner: 'anna', mine: false },
    ])
    expect((await call(bo, 'PUT', url, input, { 'if-match': '"2"' })).statusCode).toBe(403)
    expect((await call(bo, 'DELETE', url, undefined, { 'if-match': '"2"' })).statusCode).toBe(403)
    expect((await call(anna, 'PUT', url, input, { 'if-match': '"1"' })).statusCode).toBe(412)
    expect((await call(anna, 'DELETE', url, undefined, { 'if-match': '"2"' })).statusCode).toBe(204)
  })
})
