import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../test/harness/test-context.ts'
import { canonical } from './clickhouse/canonical.ts'
import { decryptContact, encryptContact, encryptedContactSql } from './crypto/contact-cipher.ts'
import { identifierHash, identifierHashSql } from './crypto/identifier-hash.ts'

let test: TestContext
beforeAll(async () => {
  test = await openTestContext()
})
afterAll(() => test.close())

const text = z.object({ value: z.string() })

describe('stores', () => {
  it('answers a query with parameters of every type we use', async () => {
    const rows = await test.ctx.clickhouse.query(
      `SELECT toString(tuple({s:String}, {n:UInt32}, {d:Date}, {list:Array(String)}, {nothing:Nullable(String)})) AS value`,
      { s: `it's \\ "quoted"\n{n:UInt32}\0`, n: 7, d: '2026-11-01', list: ['a', "b'"], nothing: null },
      text,
    )
    expect(rows[0]?.value).toContain('2026-11-01')
    expect(rows[0]?.value).toContain("b\\'")
  })

  it('reads a merged customer by the number it was merged into', async () => {
    const { clickhouse } = test.ctx
    await clickhouse.command(
      `INSERT INTO customer_merge (customer, into, at, reason, evidence) VALUES (5, 2, now64(3), 'identify', '')`,
    )
    await clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
    const rows = await clickhouse.query(
      `SELECT toString(groupArray(${canonical('toUInt32(number)')})) AS value FROM numbers(7)`,
      {},
      text,
    )
    expect(rows[0]?.value).toBe('[0,1,2,3,4,2,6]')
  })

  it('hashes and encrypts to the same bytes in Node and in ClickHouse', async () => {
    const { clickhouse, config } = test.ctx
    const [hash] = await clickhouse.query(
      `SELECT ${identifierHashSql(config, 'phone', "'13800001111'")} AS value`,
      {},
      text,
    )
    expect(hash?.value).toBe(identifierHash(config, 'phone', '13800001111'))
    const [cipher] = await clickhouse.query(
      `SELECT ${encryptedContactSql(config, "'13800001111'")} AS value`,
      {},
      text,
    )
    expect(cipher?.value).toBe(encryptContact(config, '13800001111'))
    expect(decryptContact(config, cipher?.value ?? '')).toBe('13800001111')
  })

  it('ignores an insert that is repeated with the same token', async () => {
    const row = JSON.stringify({ day: '2026-11-01', id: '17' })
    for (let i = 0; i < 2; i += 1) {
      await test.ctx.clickhouse.insert('event_message', ['day', 'id'], row, { deduplicationToken: 'block-1' })
    }
    const rows = await test.ctx.clickhouse.query(
      'SELECT toString(count()) AS value FROM event_message',
      {},
      text,
    )
    expect(rows[0]?.value).toBe('1')
  })

  it('stops a statement in the engine when its signal aborts', async () => {
    const abort = new AbortController()
    const running = test.ctx.clickhouse.query(
      'SELECT toString(sum(sipHash64(number))) AS value FROM numbers(200000000000)',
      {},
      text,
      { signal: abort.signal },
    )
    setTimeout(() => abort.abort(new Error('changed my mind')), 200)
    await expect(running).rejects.toThrow('changed my mind')
  })
})
