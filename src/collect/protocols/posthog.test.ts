import { describe, expect, it } from 'vitest'
import { normalise } from './index.ts'

const received = Date.parse('2026-11-01T02:00:10.000Z')

function read(body: unknown, sentAt = 0) {
  const header = {
    source: 1,
    protocol: 'posthog',
    received,
    strict: false,
    channel: 'web',
    kind: '',
  } as const
  return normalise({ ...header, sentAt, body: JSON.stringify(body) })
}
const item = (message: object) => read(message).items[0]
const reason = (message: object) => read(message).rejections[0]?.reason

describe('a PostHog batch', () => {
  // As posthog-node 5 sends it.
  const batch = {
    api_key: 'k',
    batch: [
      {
        distinct_id: 'u1',
        event: 'Card Ordered',
        properties: { kind: 'gold', $lib: 'posthog-node', $lib_version: '5.70.0', $geoip_disable: true },
        type: 'capture',
        library: 'posthog-node',
        library_version: '5.70.0',
        timestamp: '2026-11-01T02:00:08.000Z',
        uuid: '019a3d5e-0000-7000-8000-000000000001',
      },
    ],
    sent_at: '2026-11-01T02:00:09.000Z',
  }

  it('becomes items of the user', () => {
    expect(read(batch).items[0]).toMatchObject({
      kind: 'track',
      name: 'Card Ordered',
      messageId: '019a3d5e-0000-7000-8000-000000000001',
      at: received - 1_000,
      identifiers: [{ namespace: 'user_id', value: 'u1' }],
      properties: { kind: 'gold', $lib: 'posthog-node' },
    })
  })
})

describe('a PostHog page view', () => {
  // As posthog-js 1.449 sends it: an array, `_` in the address says when.
  const view = {
    uuid: '019a3d5e-0000-7000-8000-000000000002',
    event: '$pageview',
    properties: {
      token: 'k',
      distinct_id: 'dev-1',
      $device_id: 'dev-1',
      $is_identified: false,
      $current_url: 'https://bank.example/fund?id=1',
      $pathname: '/fund',
      title: 'Funds',
      $session_id: 's1',
      $set_once: { $initial_referrer: '$direct' },
    },
    timestamp: '2026-10-31T02:00:00.000Z',
  }

  it('belongs to the anonymous visitor and uses the shared names', () => {
    const found = read([view], Date.parse('2026-10-31T02:00:05.000Z')).items[0]
    expect(found).toMatchObject({
      kind: 'page',
      name: '$pageview',
      at: received - 5_000,
      identifiers: [{ namespace: 'anonymous_id', value: 'dev-1' }],
      session: 's1',
      profile: {},
    })
    expect(found?.properties).toMatchObject({
      $url: 'https://bank.example/fund?id=1',
      $url_path: '/fund',
      $title: 'Funds',
    })
    expect(found?.properties).not.toHaveProperty('token')
    expect(found?.properties).not.toHaveProperty('$current_url')
  })

  it('may say how long ago it was instead', () => {
    const { timestamp: _, ...rest } = view
    expect(item({ ...rest, offset: 2_000 })?.at).toBe(received - 2_000)
  })
})

describe('PostHog people', () => {
  it('$identify links the anonymous id and keeps $set', () => {
    const found = item({
      event: '$identify',
      distinct_id: 'u1',
      properties: { distinct_id: 'u1', $anon_distinct_id: 'dev-1' },
      $set: { tier: 'gold', phone: '13812345678' },
      uuid: 'x',
    })
    expect(found).toMatchObject({
      kind: 'identify',
      name: '$identify',
      link: true,
      profile: { tier: 'gold' },
    })
    expect(found?.identifiers).toEqual([
      { namespace: 'user_id', value: 'u1' },
      { namespace: 'phone', value: '13812345678' },
      { namespace: 'anonymous_id', value: 'u1' },
      { namespace: 'anonymous_id', value: 'dev-1' },
    ])
  })

  it.each(['$create_alias', '$merge_dangerously'])('%s links both ids', (event) => {
    const found = item({ event, distinct_id: 'u1', properties: { alias: 'old' }, uuid: 'x' })
    expect(found).toMatchObject({ kind: 'alias', name: '$alias', link: true })
    expect(found?.identifiers).toContainEqual({ namespace: 'anonymous_id', value: 'old' })
    expect(reason({ event, distinct_id: 'u1', uuid: 'x' })).toBe('missing_identity')
  })

  it('$set keeps traits without linking', () => {
    expect(
      item({ event: '$set', distinct_id: 'u1', properties: { $set: { a: 1 }, $unset: ['b'] } }),
    ).toMatchObject({
      kind: 'identify',
      link: false,
      profile: { a: '1', b: '' },
    })
  })

  it('takes a distinct id without hints for a user, unless it looks generated', () => {
    expect(item({ event: 'E', distinct_id: 'u1' })?.identifiers[0]?.namespace).toBe('user_id')
    expect(
      item({ event: 'E', distinct_id: '019a3d5e-0000-7000-8000-000000000003' })?.identifiers[0]?.namespace,
    ).toBe('anonymous_id')
  })
})

describe('a PostHog message is refused', () => {
  it.each([
    [{ distinct_id: 'u' }, 'missing_name'],
    [{ event: 'E' }, 'missing_identity'],
    [{ event: 'E', distinct_id: 'u', properties: [] }, 'invalid_type'],
    [{ event: 'E', distinct_id: 'u', properties: { otp: '123456' } }, 'restricted_field'],
    [{ event: 'E', distinct_id: 'u', timestamp: 'x' }, 'invalid_timestamp'],
  ])('%#: %o', (message, expected) => {
    expect(reason(message)).toBe(expected)
  })
})
