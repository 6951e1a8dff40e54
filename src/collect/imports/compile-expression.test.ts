import { describe, expect, it } from 'vitest'
import { importFixture, refusals } from './import-fixture.ts'

const fixture = importFixture()

describe('an expression', () => {
  const evaluate = async (fields: object, csv: string): Promise<unknown> => {
    fixture.file('c.csv', csv)
    fixture.file('codes.csv', 'code,text,kind\nx,first,a\nx,second,a\ny,other,b\n')
    const report = await fixture.run({
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
    const found = await fixture.rows(
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
    [{ pad: { line: true }, to: 3, with: '0' }, 'a', '002'],
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

  it('refuses a sum that money cannot hold', async () => {
    expect(
      await evaluate({ amount: { sum: ['v', 'w'] } }, 'id,v,w\n1,9999999999999999.99,0.01\n2,1,\n'),
    ).toMatchObject({ refused: ['c.csv:2 inexact_amount amount'], found: [{ amount: '1' }] })
  })

  it('refuses values that its map does not know', async () => {
    expect(await evaluate({ status: { map: { a: 'one' }, of: 'v' } }, 'id,v\n1,a\n2,z\n3,\n')).toMatchObject({
      refused: ['c.csv:3 unmapped_value status'],
      found: [{ status: 'one' }, { status: '' }],
    })
  })
})
