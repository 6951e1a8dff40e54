import { gzipSync } from 'node:zlib'
import type { HostileRequest } from './hostile-request.ts'
import { hostileTexts } from './hostile-text.ts'
import type { Random } from './random.ts'

interface Endpoint {
  readonly protocol: 'segment' | 'sensors' | 'posthog'
  readonly path: string
  readonly batch: boolean
}

const endpoints: readonly Endpoint[] = [
  ...['track', 'identify', 'page', 'screen', 'group', 'alias'].map((name) => ({
    protocol: 'segment' as const,
    path: `/v1/${name}`,
    batch: false,
  })),
  { protocol: 'segment', path: '/v1/batch', batch: true },
  { protocol: 'sensors', path: '/sa', batch: true },
  { protocol: 'sensors', path: '/sa.gif', batch: true },
  { protocol: 'posthog', path: '/batch/', batch: true },
  { protocol: 'posthog', path: '/e/', batch: true },
  { protocol: 'posthog', path: '/i/v0/e/', batch: true },
]

const mebibyte = 1024 * 1024
const noHeaders: Readonly<Record<string, string>> = {}
const bomb = gzipSync(Buffer.alloc(64 * mebibyte, 0x20))
const overLimit = Buffer.alloc(10 * mebibyte + 1, 0x5b)

/** How a JSON body travels to this endpoint, before anything hostile is done to it. */
interface Sent {
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: Buffer
}

function wrap(endpoint: Endpoint, writeKey: string, body: Buffer): Sent {
  const json = { 'content-type': 'application/json' }
  switch (endpoint.protocol) {
    case 'segment':
      return {
        path: endpoint.path,
        headers: { ...json, authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` },
        body,
      }
    case 'sensors':
      return {
        path: `${endpoint.path}?project=${writeKey}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: Buffer.from(`data_list=${encodeURIComponent(body.toString('base64'))}`),
      }
    case 'posthog':
      return { path: `${endpoint.path}?api_key=${writeKey}`, headers: json, body }
  }
}

/** A message that the endpoint would take; `text` wherever a client may put text. */
function message(endpoint: Endpoint, text: string): object {
  switch (endpoint.protocol) {
    case 'segment': {
      const own = {
        event: text,
        name: text,
        userId: text,
        anonymousId: text,
        previousId: text,
        groupId: text,
        messageId: text,
        timestamp: text,
        properties: { [text]: text, nested: { deep: [text] } },
        traits: { email: text, [text]: text },
        context: { ip: text, page: { url: text } },
      }
      return endpoint.batch ? { batch: [{ type: 'track', ...own }], sentAt: text } : own
    }
    case 'sensors':
      return [
        {
          type: 'track',
          event: text,
          distinct_id: text,
          time: text,
          properties: { [text]: text, $lib: text },
        },
        { type: text, event: 'x', distinct_id: 'y', time: 1, properties: {} },
      ]
    case 'posthog':
      return {
        batch: [
          { event: text, distinct_id: text, uuid: text, timestamp: text, properties: { [text]: text } },
        ],
        sent_at: text,
      }
  }
}

const plain = (endpoint: Endpoint): Buffer =>
  Buffer.from(JSON.stringify(message(endpoint, 'hostile_ordinary')))

/** A kind of attack: how it changes an ordinary request, and the status each protocol must answer it with. */
interface Attack {
  readonly kind: string
  readonly expected: readonly number[]
  readonly onlyFor?: (endpoint: Endpoint) => boolean
  readonly make: (endpoint: Endpoint, writeKey: string, random: Random) => Sent
}

const notSensors = (endpoint: Endpoint): boolean => endpoint.protocol !== 'sensors'
const sensorsOnly = (endpoint: Endpoint): boolean => endpoint.protocol === 'sensors'
const segmentOnly = (endpoint: Endpoint): boolean => endpoint.protocol === 'segment'
const segmentBatch = (endpoint: Endpoint): boolean => endpoint.path === '/v1/batch'

const withBody =
  (body: (endpoint: Endpoint, random: Random) => Buffer) =>
  (endpoint: Endpoint, writeKey: string, random: Random): Sent =>
    wrap(endpoint, writeKey, body(endpoint, random))

function gzipped(sent: Sent, change: (zip: Buffer) => Buffer): Sent {
  return {
    ...sent,
    headers: { ...sent.headers, 'content-encoding': 'gzip' },
    body: change(gzipSync(sent.body)),
  }
}

function nested(levels: number): string {
  return `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
}

const collectAttacks: readonly Attack[] = [
  // ── accepted: hostile content is data; single bad items become dead letters later
  {
    kind: 'SQL and worse in every string',
    expected: [200],
    make: withBody((endpoint, random) => {
      const short = hostileTexts.filter((text) => text.length < 300)
      return Buffer.from(JSON.stringify(message(endpoint, random.pick(short))))
    }),
  },
  {
    kind: 'unknown keys',
    expected: [200],
    make: withBody((endpoint, random) => {
      const unknown = Object.fromEntries(hostileTexts.slice(0, 25).map((text) => [text, random.integer(100)]))
      const own = message(endpoint, 'x')
      return Buffer.from(
        JSON.stringify(Array.isArray(own) ? [{ ...own[0], ...unknown }] : { ...own, ...unknown }),
      )
    }),
  },
  {
    kind: 'keys of the prototype',
    expected: [200],
    make: withBody((endpoint) => {
      const text = plain(endpoint).toString()
      const trap = '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},'
      return Buffer.from(text.replace('{', `{${trap}`))
    }),
  },
  {
    kind: 'numbers out of range',
    expected: [200],
    make: withBody((endpoint, random) => {
      const number = random.pick([
        '1e999',
        '-1e999',
        '9007199254740993',
        '123456789012345678901234567890',
        '-0',
        '1E-400',
      ])
      return Buffer.from(
        plain(endpoint).toString().replaceAll('"hostile_ordinary"', number).replaceAll(`${number}:`, '"k":'),
      )
    }),
  },
  {
    kind: 'any content type',
    expected: [200],
    make: (endpoint, writeKey, random) => {
      const sent = wrap(endpoint, writeKey, plain(endpoint))
      const type = random.pick(['text/plain', 'application/xml', 'image/png', 'text/html; charset=utf-7'])
      return { ...sent, headers: { ...sent.headers, 'content-type': type } }
    },
  },
  // ── refused as a whole
  {
    kind: 'truncated gzip',
    expected: [400],
    make: (endpoint, writeKey, random) =>
      gzipped(wrap(endpoint, writeKey, plain(endpoint)), (zip) =>
        zip.subarray(0, 12 + random.integer(zip.length - 24)),
      ),
  },
  {
    kind: 'gzip with flipped bytes',
    expected: [400],
    make: (endpoint, writeKey, random) =>
      gzipped(wrap(endpoint, writeKey, plain(endpoint)), (zip) => {
        // the trailing checksum: the data inflates, but it is not what was sent
        zip[zip.length - 8 + random.integer(4)] = (zip[zip.length - 8] ?? 0) ^ 0xff
        zip[zip.length - 6] = (zip[zip.length - 6] ?? 0) ^ 0x5a
        return zip
      }),
  },
  {
    kind: 'not gzip at all',
    expected: [400],
    make: (endpoint, writeKey) =>
      gzipped(wrap(endpoint, writeKey, plain(endpoint)), () => Buffer.from('plain text')),
  },
  {
    kind: 'gzip bomb',
    expected: [413],
    make: (endpoint, writeKey) => gzipped(wrap(endpoint, writeKey, plain(endpoint)), () => bomb),
  },
  {
    kind: 'encoding nobody agreed on',
    expected: [415],
    make: (endpoint, writeKey, random) => {
      const sent = wrap(endpoint, writeKey, plain(endpoint))
      return {
        ...sent,
        headers: { ...sent.headers, 'content-encoding': random.pick(['br', 'zstd', 'gzip, gzip', "'"]) },
      }
    },
  },
  {
    kind: 'body over 10 MB',
    expected: [413],
    make: (endpoint, writeKey) => ({
      ...wrap(endpoint, writeKey, plain(endpoint)),
      body: overLimit,
    }),
  },
  {
    kind: 'body of almost 10 MB',
    expected: [400],
    onlyFor: segmentOnly,
    make: withBody((endpoint) =>
      Buffer.from(JSON.stringify({ ...message(endpoint, 'x'), filler: 'x'.repeat(10 * mebibyte - 4_000) })),
    ),
  },
  {
    kind: 'event over 32 KB',
    expected: [400],
    onlyFor: (endpoint) => segmentOnly(endpoint) && !segmentBatch(endpoint),
    make: withBody((endpoint) =>
      Buffer.from(JSON.stringify({ ...message(endpoint, 'x'), filler: 'x'.repeat(33 * 1024) })),
    ),
  },
  {
    kind: 'batch of 2,501 events',
    expected: [400],
    onlyFor: segmentBatch,
    make: withBody(() =>
      Buffer.from(JSON.stringify({ batch: Array.from({ length: 2_501 }, () => ({ type: 'track' })) })),
    ),
  },
  {
    kind: 'batch that is no list',
    expected: [400],
    onlyFor: segmentBatch,
    make: withBody((_endpoint, random) =>
      Buffer.from(JSON.stringify({ batch: random.pick<unknown>([{}, 'x', 7, null, true]) })),
    ),
  },
  {
    kind: 'deep JSON',
    expected: [400],
    make: withBody((endpoint, random) => {
      const deep = nested(random.pick([65, 1_000, 3_000]))
      if (endpoint.batch && endpoint.protocol !== 'sensors') return Buffer.from(`{"batch":[${deep}]}`)
      return Buffer.from(endpoint.protocol === 'sensors' ? `[${deep}]` : deep)
    }),
  },
  {
    kind: 'JSON of a wrong type',
    expected: [400],
    make: withBody((_endpoint, random) => Buffer.from(random.pick(['null', '7', '"text"', 'true', '1e5']))),
  },
  {
    kind: 'no JSON',
    expected: [400],
    make: withBody((endpoint, random) => {
      const text = plain(endpoint).toString()
      return Buffer.from(
        random.pick([
          text.slice(0, -1),
          `${text}}`,
          text.replace('{', '{,'),
          text.replaceAll('"', "'"),
          '{"a":NaN}',
          '{"a":undefined}',
          '{"a":1,}',
          '[1,2',
          '{',
        ]),
      )
    }),
  },
  {
    kind: 'NUL bytes',
    expected: [400],
    make: withBody((endpoint) =>
      Buffer.from(plain(endpoint).toString().replaceAll('hostile_ordinary', 'a\u0000b')),
    ),
  },
  {
    kind: 'bad UTF-8',
    expected: [400],
    make: withBody((endpoint, random) => {
      const bytes = random.pick([
        [0xff],
        [0xc3, 0x28],
        [0xe2, 0x82],
        [0xed, 0xa0, 0x80],
        [0xf8, 0x88, 0x80, 0x80, 0x80],
        [0xc0, 0xaf],
      ])
      const body = plain(endpoint)
      const at = body.indexOf('hostile_ordinary')
      return Buffer.concat([body.subarray(0, at), Buffer.from(bytes), body.subarray(at)])
    }),
  },
  {
    kind: 'other text encodings',
    expected: [400],
    make: withBody((endpoint, random) => {
      const wide = Buffer.from(plain(endpoint).toString(), 'utf16le')
      return random.pick([wide, Buffer.concat([Buffer.from([0xff, 0xfe]), wide])])
    }),
  },
  {
    kind: 'unknown write key',
    expected: [401],
    make: (endpoint, _writeKey, random) =>
      wrap(
        endpoint,
        encodeURIComponent(random.pick(["' OR 1=1 --", 'wk_unknown', 'x'.repeat(3_000), '../admin'])),
        plain(endpoint),
      ),
  },
  {
    kind: 'no write key',
    expected: [401],
    make: (endpoint, _writeKey) => {
      const sent = wrap(endpoint, '', plain(endpoint))
      const { authorization: _, ...headers } = sent.headers
      return { ...sent, path: endpoint.path, headers }
    },
  },
  {
    kind: 'authorization that is none',
    expected: [401],
    onlyFor: segmentOnly,
    make: (endpoint, writeKey, random) => {
      const sent = wrap(endpoint, writeKey, plain(endpoint))
      const authorization = random.pick([
        'Basic',
        'Basic !!!!',
        'Bearer',
        'Digest x',
        'Basic Og==',
        'x'.repeat(4_000),
      ])
      return { ...sent, headers: { ...sent.headers, authorization } }
    },
  },
  {
    kind: 'form without data',
    expected: [400],
    onlyFor: sensorsOnly,
    make: (endpoint, writeKey, random) => ({
      ...wrap(endpoint, writeKey, plain(endpoint)),
      body: Buffer.from(random.pick(['x=1', 'data', 'data=', 'data_list=&data=', '&&&&', '====', '%00'])),
    }),
  },
  {
    kind: 'damaged form data',
    expected: [400],
    onlyFor: sensorsOnly,
    make: (endpoint, writeKey, random) => ({
      ...wrap(endpoint, writeKey, plain(endpoint)),
      body: Buffer.from(
        random.pick([
          'data_list=%E0%A4%A',
          'data_list=!!!!',
          'data_list=bm90IEpTT04%3D',
          'data=H4sIAAAA&gzip=1',
          `data=${plain(endpoint).toString('base64url')}&ext=crc%3D12345`,
        ]),
      ),
    }),
  },
  {
    kind: 'encrypted form data',
    expected: [415],
    onlyFor: sensorsOnly,
    make: (endpoint, writeKey) => ({
      ...wrap(endpoint, writeKey, plain(endpoint)),
      body: Buffer.from('data_list=eyJhIjoxfQ%3D%3D&gzip=9'),
    }),
  },
  {
    kind: 'a method the path does not have',
    expected: [404, 405],
    make: (endpoint, writeKey) => ({ ...wrap(endpoint, writeKey, plain(endpoint)) }),
  },
  {
    kind: 'empty body',
    expected: [400],
    onlyFor: notSensors,
    make: (endpoint, writeKey) => ({ ...wrap(endpoint, writeKey, plain(endpoint)), body: Buffer.alloc(0) }),
  },
]

/** The collector's other doors: GET by <img>, dry runs, what browser SDKs ask first, preflights. */
export function sideDoorRequests(writeKey: string): HostileRequest[] {
  const wrong = JSON.stringify({ type: "'; DROP TABLE event; --", event: 1, distinct_id: null })
  const wrongData = encodeURIComponent(Buffer.from(wrong).toString('base64'))
  const stranger = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
  const doors: readonly (readonly [
    method: string,
    path: string,
    body: string | undefined,
    expected: readonly number[],
  ])[] = [
    ['GET', `/sa.gif?project=${writeKey}&data=${wrongData}`, undefined, [200]],
    ['GET', `/sa.gif?project=${writeKey}&data=${wrongData}&ext=crc%3D1`, undefined, [400]],
    ['GET', `/sa.gif?project=${writeKey}`, undefined, [400]],
    ['GET', `/sa.gif?project=${writeKey}&data=%`, undefined, [400]],
    ['GET', `/sa.gif?project=nobody&data=${wrongData}`, undefined, [401]],
    ['GET', '/sa.gif', undefined, [401, 400]],
    ['GET', `/debug?project=${writeKey}&data=${wrongData}`, undefined, [400]],
    ['POST', `/debug?project=${writeKey}`, wrong, [400]],
    ['POST', '/flags/?v=2', '{"api_key":"\u0000"}', [200]],
    ['POST', '/flags/', 'not json', [200]],
    ['GET', "/v1/projects/'%20OR%201=1/settings", undefined, [404]],
    ['GET', '/array/%3Cscript%3E/config.js', undefined, [404]],
    ['OPTIONS', '/v1/batch', undefined, [403]],
  ]
  return doors.map(([method, path, body, expected]) => ({
    kind: 'side door',
    method,
    path,
    headers: method === 'OPTIONS' ? stranger : noHeaders,
    body: body === undefined ? undefined : Buffer.from(body),
    expected,
  }))
}

/** `count` requests over every kind of attack and every collect endpoint in turn; only their details are random. */
export function* collectRequests(count: number, writeKey: string, random: Random): Generator<HostileRequest> {
  const pairs = collectAttacks.flatMap((attack) =>
    endpoints.filter(attack.onlyFor ?? (() => true)).map((endpoint) => ({ attack, endpoint })),
  )
  for (let index = 0; index < count; index += 1) {
    const { attack, endpoint } = pairs[index % pairs.length] ?? random.pick(pairs)
    const { path, headers, body } = attack.make(endpoint, writeKey, random)
    const method =
      attack.kind === 'a method the path does not have' ? random.pick(['PUT', 'PATCH', 'DELETE']) : 'POST'
    yield { kind: attack.kind, method, path, headers, body, expected: attack.expected }
  }
}
