import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { importFixture, refusals } from '../import-fixture.ts'

const fixture = importFixture()

describe('a file', () => {
  const one = (options: object, extra: object = {}): object => ({
    name: 'formats',
    timezone: 'UTC',
    files: { f: options },
    customers: [{ from: 'f', number: 'no', name: 'name', attributes: { note: 'note' }, ...extra }],
  })
  const customers = (): Promise<unknown> =>
    fixture.rows("SELECT number, name, attributes['note'] AS note FROM customer FINAL ORDER BY number")
  const expected = [
    { number: '1', name: '李,"娜"', note: 'x' },
    { number: '2', name: '王', note: '' },
  ]

  it('is read as CSV with quotes, a byte-order mark, Windows line ends and blank lines', async () => {
    fixture.file('c.csv', '\uFEFFno,name,note\r\n1,"李,""娜""",x\r\n\r\n2, 王 ,\\N\r\n')
    expect((await fixture.run(one({ path: 'c.csv' }))).rejected).toEqual([])
    expect(await customers()).toEqual(expected)
  })

  it('is read as gzipped CSV in GBK, without a header, with another delimiter', async () => {
    const gbk = Buffer.from([0x31, 0x7c, 0xd6, 0xd0, 0xb9, 0xfa, 0x7c, 0x78, 0x0a])
    fixture.file('c.csv.gz', gzipSync(gbk))
    await fixture.run(
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
    fixture.file('c.txt', 'no|@|name|@|note\n1|@|5" disk|@|x\n')
    await fixture.run(one({ path: 'c.txt', delimiter: '|@|', quotes: false }))
    expect(await customers()).toEqual([{ number: '1', name: '5" disk', note: 'x' }])
  })

  it('is read as NDJSON, nested members by dots, broken lines refused', async () => {
    fixture.file(
      'c.ndjson',
      '{"no":1,"name":"李,\\"娜\\"","a":{"b":"x"}}\n{"no":\n[1]\n{"no":"2","name":"王","a":null}\n',
    )
    const report = await fixture.run(one({ path: 'c.ndjson' }, { attributes: { note: 'a.b' } }))
    expect(refusals(report)).toEqual(['c.ndjson:2,3 malformed_line'])
    expect(await customers()).toEqual(expected)
  })

  it('is refused where JSON numbers hold an amount no longer exactly', async () => {
    fixture.file(
      'c.ndjson',
      '{"no":1,"note":0.12345678901234567,"amount":1234567890123456.78}\n{"no":2,"amount":"1234567890123456.78"}\n{"no":3,"amount":12.30}\n',
    )
    const report = await fixture.run({
      ...one({ path: 'c.ndjson' }),
      holdings: [
        {
          from: 'f',
          holding: 'no',
          customer: 'no',
          product: { value: 'p' },
          class: { value: 'fund' },
          opened: { value: '2026-01-01' },
          amount: 'amount',
        },
      ],
    })
    expect(refusals(report)).toEqual(['c.ndjson:1 inexact_amount amount'])
    expect(
      await fixture.rows('SELECT toString(amount) AS amount FROM holding FINAL ORDER BY holding'),
    ).toEqual([{ amount: '1234567890123456.78' }, { amount: '12.3' }])
    expect(
      await fixture.rows("SELECT attributes['note'] AS note FROM customer FINAL WHERE number = '1'"),
    ).toEqual([{ note: expect.stringMatching(/^0\.1234567890123456\d$/) }])
  })

  it('is read as Parquet with typed columns', async () => {
    const path = join(fixture.directory, 'c.parquet')
    await fixture.t.ctx.clickhouse.command(
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
    expect((await fixture.run(plan)).rejected).toEqual([])
    expect(await customers()).toEqual(expected)
    expect(
      await fixture.rows(
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
    fixture.file('c.csv', `no,name,note\n${lines.join('\n')}\n`)
    expect(refusals(await fixture.run(one({ path: 'c.csv' })))).toEqual([
      'c.csv:77779,177779,277779 malformed_line',
    ])
  })

  it('that is missing, or lacks a column, is named with what to do', async () => {
    await expect(fixture.run(one({ path: 'none.csv' }))).rejects.toThrow(
      /There is no file .*none\.csv: check --from/,
    )
    fixture.file('c.csv', 'no,nom,note\n')
    await expect(fixture.run(one({ path: 'c.csv' }))).rejects.toThrow(
      /customers\[0\]\.name: the file c\.csv has no column "name"; it has no, nom, note/,
    )
    mkdirSync(join(fixture.directory, 'a{b}'))
    await expect(fixture.run(one({ path: 'a{b}/c.csv' }))).rejects.toThrow(/rename the file or folder/)
  })

  it('with SQL in its values only stores them', async () => {
    const evil = "'); DROP TABLE customer; -- {x:String} \\'"
    fixture.file('c.csv', `no,name,note\n1,"${evil}",\\\n`)
    await fixture.run(one({ path: 'c.csv' }))
    expect(await customers()).toEqual([{ number: '1', name: evil, note: '\\' }])
  })
})
