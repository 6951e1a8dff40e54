import { describe, expect, it } from 'vitest'
import { normalise } from './index.ts'
import { hashCode } from './sensors-wire.ts'

const received = Date.parse('2026-11-01T02:00:10.000Z')

function read(body: unknown) {
  const header = {
    source: 1,
    protocol: 'sensors',
    received,
    strict: false,
    channel: 'web',
    kind: '',
    sentAt: 0,
  } as const
  return normalise({ ...header, body: JSON.stringify(body) })
}
const base = { distinct_id: 'cookie1', time: received - 1_000, _track_id: 6_148_914_691, properties: {} }
const item = (message: object) => read({ ...base, ...message }).items[0]
const reason = (message: object) => read({ ...base, ...message }).rejections[0]?.reason

describe('a Sensors page view', () => {
  // As sa-sdk-javascript 1.27 sends it.
  const view = {
    identities: { $identity_cookie_id: 'cookie1' },
    distinct_id: 'cookie1',
    lib: { $lib: 'js', $lib_method: 'code', $lib_version: '1.27.11' },
    properties: {
      $timezone_offset: -480,
      $screen_height: 600,
      $url: 'https://bank.example/',
      $url_path: '/',
      $title: '首页',
      $is_first_day: true,
      $event_session_id: 's1',
    },
    anonymous_id: 'cookie1',
    type: 'track',
    event: '$pageview',
    time: received - 3_000,
    _track_id: 614_894_489,
    _flush_time: received - 500,
  }

  it('becomes a page item of the cookie, at the corrected time', () => {
    expect(read(view).items[0]).toMatchObject({
      kind: 'page',
      name: '$pageview',
      messageId: `614894489:cookie1:${received - 3_000}`,
      at: received - 2_500,
      identifiers: [{ namespace: 'anonymous_id', value: 'cookie1' }],
      link: false,
      session: 's1',
      properties: {
        $url_path: '/',
        $title: '首页',
        $is_first_day: 'true',
        $screen_height: '600',
        $lib: 'js',
      },
    })
  })

  it('has the same message id when it is sent again with a new _flush_time', () => {
    const again = { ...view, _flush_time: received + 60_000 }
    expect(read([again]).items[0]?.messageId).toBe(read(view).items[0]?.messageId)
    const { _track_id: _, ...old } = view
    expect(read(old).items[0]?.messageId).toBe(read({ ...old, _flush_time: 1 }).items[0]?.messageId)
  })
})

describe('who a Sensors event belongs to', () => {
  it('is the login id when the client says so', () => {
    expect(
      item({ type: 'track', event: 'Buy', distinct_id: 'u1', properties: { $is_login_id: true } })
        ?.identifiers,
    ).toEqual([{ namespace: 'user_id', value: 'u1' }])
    expect(
      item({ type: 'track', event: 'Buy', distinct_id: 'u1', login_id: 'u1', anonymous_id: 'c1' })
        ?.identifiers,
    ).toEqual([
      { namespace: 'user_id', value: 'u1' },
      { namespace: 'anonymous_id', value: 'c1' },
    ])
  })

  it('is linked by track_signup', () => {
    expect(
      item({ type: 'track_signup', event: '$SignUp', distinct_id: 'u1', original_id: 'c1' }),
    ).toMatchObject({
      kind: 'track',
      name: '$SignUp',
      link: true,
      identifiers: [
        { namespace: 'user_id', value: 'u1' },
        { namespace: 'anonymous_id', value: 'c1' },
        { namespace: 'anonymous_id', value: 'u1' },
      ],
    })
  })

  it('is linked by track_id_bind, by all its identities', () => {
    const identities = {
      $identity_login_id: 'u1',
      $identity_mobile: '13812345678',
      $identity_mp_unionid: 'un',
      customer_number: 'C9',
    }
    expect(item({ type: 'track_id_bind', event: '$BindID', identities })).toMatchObject({
      link: true,
      identifiers: [
        { namespace: 'customer_number', value: 'C9' },
        { namespace: 'user_id', value: 'u1' },
        { namespace: 'phone', value: '13812345678' },
        { namespace: 'unionid', value: 'un' },
      ],
    })
    expect(item({ type: 'track_id_unbind', event: '$UnbindID', identities })?.link).toBe(false)
  })
})

describe('Sensors profiles', () => {
  it.each([
    ['profile_set', { city: '上海' }, { city: '上海' }, 'set'],
    ['profile_set_once', { first: 1 }, { first: '1' }, 'set_once'],
    ['profile_increment', { visits: 2 }, { visits: '2' }, 'increment'],
    ['profile_append', { likes: ['a'] }, { likes: '["a"]' }, 'append'],
    ['profile_unset', { city: true }, { city: '' }, 'set'],
  ])('%s', (type, properties, profile, profileMode) => {
    expect(item({ type, properties })).toMatchObject({
      kind: 'identify',
      name: '$identify',
      link: false,
      profile,
      profileMode,
    })
  })
})

describe('a Sensors message is refused', () => {
  it.each([
    [{ type: 'track', event: '1abc' }, 'invalid_name'],
    [{ type: 'track', event: 'has space' }, 'invalid_name'],
    [{ type: 'track', event: 'x'.repeat(101) }, 'invalid_name'],
    [{ type: 'track' }, 'missing_name'],
    [{ type: 'item_set', item_type: 'fund', item_id: 'f1' }, 'unsupported_type'],
    [{ type: 'track', event: 'E', distinct_id: '' }, 'missing_identity'],
    [{ type: 'track', event: 'E', properties: 'x' }, 'invalid_type'],
    [{ type: 'track', event: 'E', time: 'soon' }, 'invalid_timestamp'],
    [{ type: 'track', event: 'E', properties: { pay_password: 'x' } }, 'restricted_field'],
    [{ type: 7 }, 'invalid_type'],
  ])('%#: %o', (message, expected) => {
    expect(reason(message)).toBe(expected)
  })
})

it('computes crc like Java', () => {
  expect(hashCode('hello')).toBe(99_162_322)
  expect(hashCode('The quick brown fox jumps over the lazy dog')).toBe(-609_428_141)
})
