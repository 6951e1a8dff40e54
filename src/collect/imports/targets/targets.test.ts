import { describe, expect, it } from 'vitest'
import { decryptContact } from '../../../platform/crypto/contact-cipher.ts'
import { identifierHash } from '../../../platform/crypto/identifier-hash.ts'
import { importFixture, refusals } from '../import-fixture.ts'

const fixture = importFixture()

describe('targets', () => {
  it('stores phones and e-mail addresses encrypted, and finds the customer by the hashed phone', async () => {
    fixture.file('c.csv', 'no,phone,mail\nC1,+86 138 0013 8000,li@bank.example\nC2,,\n')
    const plan = {
      name: 'contacts',
      files: { f: { path: 'c.csv' } },
      customers: [{ from: 'f', number: 'no', phone: 'phone', email: 'mail' }],
    }
    await fixture.run(plan)
    const found = await fixture.rows('SELECT customer, kind, value FROM contact_point FINAL ORDER BY kind')
    expect(
      found.map((row) => [
        row['customer'],
        row['kind'],
        decryptContact(fixture.t.ctx.config, String(row['value'])),
      ]),
    ).toEqual([
      [1, 'email', 'li@bank.example'],
      [1, 'phone', '+86 138 0013 8000'],
    ])
    const hash = identifierHash(fixture.t.ctx.config, 'phone', '13800138000')
    expect(await fixture.rows("SELECT value, customer FROM identifier WHERE namespace = 'phone'")).toEqual([
      { value: hash, customer: 1 },
    ])
    const before = JSON.stringify(found)
    await fixture.run(plan)
    expect(
      JSON.stringify(
        await fixture.rows('SELECT customer, kind, value FROM contact_point FINAL ORDER BY kind'),
      ),
    ).toBe(before)
  })

  it('takes balances as intervals or as observations that hold until the next one', async () => {
    fixture.file('c.csv', 'no\nC1\n')
    fixture.file('h.csv', 'id,owner\nA1,C1\n')
    fixture.file(
      'b.csv',
      'account,date,until,amount\nA1,2026-01-01,,10\nA1,2026-01-02,,10\nA1,2026-01-03,2026-01-05,20\nA1,2026-01-09,,30\nA7,2026-01-01,,1\n',
    )
    const report = await fixture.run({
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
      await fixture.rows(
        'SELECT toString(`from`) AS f, toString(`to`) AS t, class, toString(amount) AS a FROM balance FINAL ORDER BY f',
      ),
    ).toEqual([
      { f: '2026-01-01', t: '2026-01-03', class: 'fund', a: '10' },
      { f: '2026-01-03', t: '2026-01-05', class: 'fund', a: '20' },
      { f: '2026-01-09', t: '2299-12-31', class: 'fund', a: '30' },
    ])
  })

  it('brings relations, events, consents, branches and staff, again without a change', async () => {
    fixture.file('c.csv', 'no\nC1\nC2\n')
    fixture.file(
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
    const first = await fixture.run(plan)
    expect(refusals(first)).toEqual(['e.csv:3 unknown_customer customer'])
    expect(
      await fixture.rows(
        "SELECT customer, message_id, toString(at) AS at, properties['id'] AS p FROM event ORDER BY message_id",
      ),
    ).toEqual([
      { customer: 1, message_id: 'rest:1', at: '2026-01-02 00:30:00.000', p: '1' },
      { customer: 2, message_id: 'rest:3', at: '2026-01-02 08:30:00.000', p: '3' },
    ])
    expect(await fixture.rows('SELECT customer, related, kind FROM relation FINAL')).toEqual([
      { customer: 2, related: 1, kind: 'household' },
    ])
    const again = await fixture.run(plan)
    expect(Object.values(again.targets).every((c) => c.written === 0 && c.removed === 0)).toBe(true)
    fixture.file('e.csv', 'id,who,what,when\n1,C1,close_app,2026-01-02 08:30:00\n')
    expect((await fixture.run(plan)).targets['events']).toMatchObject({ written: 1, removed: 1 })
    expect(await fixture.rows('SELECT name, message_id FROM event')).toEqual([
      { name: 'close_app', message_id: 'rest:1' },
    ])
  })
})
