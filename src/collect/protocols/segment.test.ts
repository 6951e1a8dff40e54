import { describe, expect, it } from 'vitest'
import { normalise } from './index.ts'

const received = Date.parse('2026-11-01T02:00:10.000Z')

function read(body: unknown, kind = '') {
  const header = {
    source: 1,
    protocol: 'segment',
    received,
    strict: false,
    channel: 'app',
    sentAt: 0,
  } as const
  return normalise({ ...header, kind, body: JSON.stringify(body) })
}
const one = (message: object) => read({ batch: [{ messageId: 'm1', userId: 'u1', ...message }] })
const item = (message: object) => one(message).items[0]
const reason = (message: object) => one(message).rejections[0]?.reason

describe('a Segment track call', () => {
  // As @segment/analytics-node 3.1 sends it.
  const batch = {
    batch: [
      {
        userId: 'u1',
        anonymousId: 'a1',
        event: 'Transfer Started',
        type: 'track',
        properties: {
          amount: 12.5,
          to: { bank: { code: '0301', deeper: { x: { y: 1 } } } },
          tags: ['new', 'vip'],
          none: null,
        },
        context: {
          library: { name: '@segment/analytics-node', version: '3.1.0' },
          page: { url: 'https://bank.example/pay?x=1', path: '/pay', title: 'Pay' },
          sessionId: 1698822000123,
        },
        integrations: {},
        timestamp: '2026-11-01T02:00:05.000Z',
        messageId: 'node-next-1698822000123-uuid',
        _metadata: { nodeVersion: '24.0.0', jsRuntime: 'node' },
      },
    ],
    writeKey: 'k',
    sentAt: '2026-11-01T02:00:09.500Z',
  }

  it('becomes one item with flat properties, context and both identifiers, the stronger first', () => {
    expect(read(batch).items).toEqual([
      {
        kind: 'track',
        name: 'Transfer Started',
        messageId: 'node-next-1698822000123-uuid',
        at: Date.parse('2026-11-01T02:00:05.500Z'),
        created: Date.parse('2026-11-01T01:55:05.000Z'),
        identifiers: [
          { namespace: 'user_id', value: 'u1' },
          { namespace: 'anonymous_id', value: 'a1' },
        ],
        link: false,
        channel: 'app',
        session: '1698822000123',
        properties: {
          amount: '12.5',
          'to.bank.code': '0301',
          'to.bank.deeper': '{"x":{"y":1}}',
          tags: '["new","vip"]',
          $lib: '@segment/analytics-node',
          $lib_version: '3.1.0',
          $url: 'https://bank.example/pay?x=1',
          $url_path: '/pay',
          $title: 'Pay',
        },
        types: { amount: 'number', 'to.bank.deeper': 'object', tags: 'list' },
        profile: {},
        profileMode: 'set',
      },
    ])
  })

  it('is the same however often it is read', () => {
    expect(read(batch)).toEqual(read(batch))
  })

  it('takes its kind from the path when the body has none', () => {
    const { items } = read({ event: 'Login', userId: 'u1', messageId: 'm' }, 'track')
    expect(items[0]).toMatchObject({ kind: 'track', name: 'Login' })
  })
})

const at = (sentAt: string | undefined, timestamp: string | undefined) => {
  const { items } = read({
    batch: [{ type: 'track', event: 'E', userId: 'u', messageId: 'm', timestamp }],
    sentAt,
  })
  return items[0]
}

describe('the time of a Segment message', () => {
  it('is corrected by a client clock that runs a day behind', () => {
    const found = at('2026-10-31T02:00:09.000Z', '2026-10-31T02:00:04.000Z')
    expect(found?.at).toBe(received - 5_000)
    expect(found?.created).toBe(0)
  })

  it('stays as said when the client does not say when it sent', () => {
    expect(at(undefined, '2026-10-30T00:00:00Z')).toMatchObject({
      at: Date.parse('2026-10-30T00:00:00Z'),
      created: 0,
    })
  })

  it('is when it was received when nothing is said', () => {
    expect(at(undefined, undefined)).toMatchObject({ at: received, created: 0 })
  })

  it('is UTC without a zone and local with one', () => {
    expect(at(undefined, '2026-11-01T01:00:00')?.at).toBe(Date.parse('2026-11-01T01:00:00Z'))
    expect(at(undefined, '2026-11-01T09:00:00+08:00')?.at).toBe(Date.parse('2026-11-01T01:00:00Z'))
  })

  it('is never later than the server received it', () => {
    expect(at(undefined, '2026-11-01T02:30:00Z')?.at).toBe(received)
  })

  it('never lets a stale sentAt of a retried body claim a later creation than the first attempt', () => {
    // Created and sent at 01:58, accepted but not answered; the same bytes come again two minutes later.
    const retried = at('2026-11-01T01:58:00.000Z', '2026-11-01T01:57:59.000Z')
    expect(retried?.created).toBeLessThanOrEqual(Date.parse('2026-11-01T01:57:59.000Z'))
  })

  it.each([
    ['yesterday', 'invalid_timestamp'],
    ['2026-13-77T00:00:00Z', 'invalid_timestamp'],
    ['2026-11-03T00:00:00Z', 'timestamp_in_future'],
    ['1999-01-01T00:00:00Z', 'timestamp_in_past'],
    [{}, 'invalid_timestamp'],
  ])('%j is refused as %s', (timestamp, expected) => {
    expect(reason({ type: 'track', event: 'E', timestamp })).toBe(expected)
  })
})

describe('a Segment identify call', () => {
  it('links its identifiers and keeps traits; phone and WeChat ids identify, and phones are not kept in clear', () => {
    const identify = item({
      type: 'identify',
      anonymousId: 'a1',
      traits: {
        phone: '+86 138-1234-5678',
        unionid: 'un1',
        openId: 'op1',
        name: '王',
        age: 30,
        city: null,
        emergency_contact: { phone: '13900000000' },
      },
    })
    expect(identify?.link).toBe(true)
    expect(identify?.identifiers).toEqual([
      { namespace: 'user_id', value: 'u1' },
      { namespace: 'phone', value: '13812345678' },
      { namespace: 'unionid', value: 'un1' },
      { namespace: 'openid', value: 'op1' },
      { namespace: 'anonymous_id', value: 'a1' },
    ])
    expect(identify?.profile).toEqual({
      name: '王',
      age: '30',
      city: '',
      'emergency_contact.phone': '139****0000',
    })
  })

  it('takes traits from the context, where RudderStack puts them', () => {
    expect(item({ type: 'identify', context: { traits: { tier: 'gold' } } })?.profile).toEqual({
      tier: 'gold',
    })
  })
})

it('numbers of phones, papers and cards are stored masked, however deep they lie', () => {
  const properties = {
    phone: '13812345678',
    payee: { idCard: '110101199001011234', phone: { home: '13812345678' } },
    contacts: [{ mobile: 13_812_345_678, name: '王' }],
  }
  expect(item({ type: 'track', event: 'E', properties })?.properties).toEqual({
    phone: '138****5678',
    'payee.idCard': '110****1234',
    'payee.phone': '****',
    contacts: '[{"mobile":"138****5678","name":"王"}]',
  })
})

describe('other Segment calls', () => {
  it('alias links the previous id, whatever kind it was', () => {
    expect(item({ type: 'alias', previousId: 'a1' })).toMatchObject({
      kind: 'alias',
      name: '$alias',
      link: true,
      identifiers: [
        { namespace: 'user_id', value: 'u1' },
        { namespace: 'user_id', value: 'a1' },
        { namespace: 'anonymous_id', value: 'a1' },
      ],
    })
    expect(reason({ type: 'alias' })).toBe('missing_identity')
  })

  it('page, screen and group carry what they say', () => {
    expect(item({ type: 'page', name: 'Home', category: 'Main', properties: { a: 1 } })).toMatchObject({
      kind: 'page',
      name: '$pageview',
      properties: { name: 'Home', category: 'Main', a: '1' },
    })
    expect(item({ type: 'screen', name: 'Login' })).toMatchObject({ kind: 'screen', name: '$screen' })
    expect(item({ type: 'group', groupId: 'g1', traits: { plan: 'x' } })).toMatchObject({
      kind: 'group',
      properties: { group_id: 'g1', plan: 'x' },
    })
  })
})

describe('a Segment message is refused', () => {
  it.each([
    [{ type: 'track' }, 'missing_name'],
    [{ type: 'track', event: 7 }, 'invalid_type'],
    [{ type: 'track', event: 'x'.repeat(201) }, 'invalid_name'],
    [{ type: 'track', event: 'a\nb' }, 'invalid_name'],
    [{ type: 'track', event: '   ' }, 'invalid_name'],
    [{ type: 'purchase', event: 'E' }, 'unsupported_type'],
    [{ event: 'E' }, 'invalid_type'],
    [{ type: 'track', event: 'E', properties: [1] }, 'invalid_type'],
    [{ type: 'track', event: 'E', userId: null }, 'missing_identity'],
    [{ type: 'track', event: 'E', userId: 'undefined' }, 'missing_identity'],
    [{ type: 'track', event: 'E', userId: { id: 1 } }, 'invalid_identity'],
    [{ type: 'track', event: 'E', userId: 'x'.repeat(256) }, 'invalid_identity'],
    [{ type: 'track', event: 'E', messageId: 'x'.repeat(100) }, 'invalid_message_id'],
    [{ type: 'track', event: 'E', messageId: [] }, 'invalid_message_id'],
    [{ type: 'track', event: 'E', properties: { '': 1 } }, 'invalid_name'],
    [{ type: 'track', event: 'E', properties: { text: 'a\0b' } }, 'invalid_text'],
    [{ type: 'track', event: 'E', properties: { text: 'x'.repeat(33_000) } }, 'too_large'],
    [
      {
        type: 'track',
        event: 'E',
        properties: Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`p${i}`, i])),
      },
      'too_many_properties',
    ],
  ])('%#: %o', (message, expected) => {
    expect(reason(message)).toBe(expected)
  })

  it.each([
    { password: 'hunter2' },
    { user: { Login_Password: 'hunter2' } },
    { smsCode: '123456' },
    { 'card-cvv2': 1, cvv2: 123 },
    { list: [{ pin: '1234' }] },
    { 验证码: '123456' },
  ])('when it holds a secret: %o', (properties) => {
    const { rejections, items } = one({ type: 'track', event: 'E', properties })
    expect(items).toEqual([])
    expect(rejections[0]?.reason).toBe('restricted_field')
    expect(JSON.stringify(rejections)).not.toMatch(/hunter2|123456|"123"|"1234"/)
  })

  it('but not when a field only sounds like a secret', () => {
    expect(
      reason({
        type: 'track',
        event: 'E',
        properties: { has_password: true, password: '', error_code: 'E1', pinned: 'yes' },
      }),
    ).toBe(undefined)
  })

  it('alone: the rest of its batch is kept', () => {
    const good = { type: 'track', event: 'E', userId: 'u', messageId: 'm' }
    const { items, rejections } = read({ batch: [good, null, 'text', { type: 'track' }, good] })
    expect(items).toHaveLength(2)
    expect(rejections.map((rejection) => rejection.reason)).toEqual([
      'not_an_object',
      'not_an_object',
      'missing_name',
    ])
  })

  it('with a body that is a request of its own, with the same time', () => {
    const sentAt = '2026-10-31T02:00:09.000Z'
    const message = {
      event: 'x'.repeat(201),
      userId: 'u',
      messageId: 'm',
      timestamp: '2026-10-31T02:00:04.000Z',
    }
    const { rejections } = read({ ...message, sentAt }, 'track')
    const repaired = { ...JSON.parse(rejections[0]?.body ?? '{}'), event: 'Short' } as object
    expect(read(repaired).items[0]).toMatchObject({ kind: 'track', name: 'Short', at: received - 5_000 })
  })
})

describe('a message id', () => {
  it('is derived when there is none: the same for the same request, different for every message in it', () => {
    const message = { type: 'track', event: 'E', userId: 'u' }
    const ids = () => read({ batch: [message, message] }).items.map((found) => found.messageId)
    expect(ids()).toEqual(ids())
    expect(new Set(ids()).size).toBe(2)
  })
})
