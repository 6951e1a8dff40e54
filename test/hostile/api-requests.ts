import { gzipSync } from 'node:zlib'
import { type ApiOperation, ordinaryText, valueOf, valueWithOne } from './api-operations.ts'
import type { HostileRequest } from './hostile-request.ts'
import { hostileTexts } from './hostile-text.ts'
import type { Random } from './random.ts'

/** How the caller shows who it is. */
interface Caller {
  /** The headers of a signed-in session. */
  readonly session: Readonly<Record<string, string>>
}

const mebibyte = 1024 * 1024
const json = { 'content-type': 'application/json' }

// Operations that would end the session, lock the caller out or answer with a secret by design.
const leftAlone = new Set(['DELETE /api/session', 'POST /api/session'])

interface Draft {
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer
}

interface Attack {
  readonly kind: string
  readonly expected: readonly number[]
  readonly signedIn: boolean
  readonly onlyFor?: (operation: ApiOperation) => boolean
  readonly make: (operation: ApiOperation, random: Random) => Draft
}

const hasBody = (operation: ApiOperation): boolean => operation.body !== undefined
const hasPathParameter = (operation: ApiOperation): boolean => operation.pathParameters.length > 0
const hasQuery = (operation: ApiOperation): boolean => operation.queryParameters.length > 0
const hasCursor = (operation: ApiOperation): boolean => operation.queryParameters.includes('cursor')
const isWrite = (operation: ApiOperation): boolean => operation.method !== 'GET'

/** The path with harmless values: number 2147483647 exists nowhere, nor does this uuid or key. */
function ordinaryPath(operation: ApiOperation): string {
  return operation.path.replaceAll(/\{(\w+)\}/g, (_match, name: string) =>
    /id$/i.test(name)
      ? operation.path.includes('/jobs/')
        ? '00000000-0000-4000-8000-000000000000'
        : '2147483647'
      : 'hostile',
  )
}

function pathWith(operation: ApiOperation, value: string): string {
  return operation.path.replaceAll(/\{\w+\}/g, encodeURIComponent(value))
}

const short = hostileTexts.filter((text) => text.length < 500 && text.isWellFormed())
const asBytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))
const bodyWith = (operation: ApiOperation, text: string): Buffer =>
  asBytes(valueOf(operation.body, () => text))
const ordinaryBody = (operation: ApiOperation, random: Random): Buffer =>
  asBytes(valueOf(operation.body, ordinaryText(random.integer(1e9))))
const withBody =
  (body: (operation: ApiOperation, random: Random) => Buffer | string) =>
  (operation: ApiOperation, random: Random): Draft => ({
    path: ordinaryPath(operation),
    body: Buffer.from(body(operation, random)),
    headers: json,
  })

function nested(levels: number): string {
  return `${'{"all":['.repeat(levels)}1${']}'.repeat(levels)}`
}

// Whatever a definition makes of hostile text, it is an answer about the request: never a failure of ours.
const understood = [200, 201, 202, 204, 400, 404, 409, 412, 422, 428]
const refused = [400, 404, 412, 413, 414, 415, 422, 428]

const apiAttacks: readonly Attack[] = [
  {
    kind: 'no session',
    signedIn: false,
    expected: [401],
    make: (operation, random) => ({
      path: ordinaryPath(operation),
      ...(hasBody(operation) ? { body: ordinaryBody(operation, random), headers: json } : {}),
    }),
  },
  {
    kind: 'invented session',
    signedIn: false,
    expected: [401],
    make: (operation, random) => ({
      path: ordinaryPath(operation),
      headers: {
        cookie: `banyan_session=${random.pick(["'OR1=1", 'x'.repeat(2_000), '%00%ff', '', '../../x', '"a"'])}`,
        'x-requested-with': 'banyan',
      },
    }),
  },
  {
    kind: 'invented API key',
    signedIn: false,
    expected: [401],
    make: (operation, random) => ({
      path: ordinaryPath(operation),
      headers: {
        authorization: `Bearer ${random.pick(['x', 'byk_' + 'a'.repeat(40), "'OR1=1--", 'null', 'x'.repeat(3_000)])}`,
      },
    }),
  },
  {
    kind: 'session without the header that other sites cannot send',
    signedIn: true,
    expected: [403],
    onlyFor: isWrite,
    make: (operation) => ({ path: ordinaryPath(operation), headers: { 'x-requested-with': '' } }),
  },
  {
    kind: 'hostile path parameter',
    signedIn: true,
    expected: refused,
    onlyFor: hasPathParameter,
    make: (operation, random) => ({
      path: pathWith(operation, random.pick(short.filter((text) => text.trim() !== ''))),
      ...(hasBody(operation) ? { body: ordinaryBody(operation, random), headers: json } : {}),
    }),
  },
  ...[
    '0',
    '-1',
    '1.5',
    '2147483648',
    '9223372036854775808',
    '1e3',
    '٣',
    '00000000-0000-4000-8000-00000000000g',
  ].map((number) => ({
    kind: `the id ${number}`,
    signedIn: true,
    expected: refused,
    onlyFor: hasPathParameter,
    make: (operation: ApiOperation, random: Random): Draft => ({
      path: pathWith(operation, number),
      ...(hasBody(operation) ? { body: ordinaryBody(operation, random) } : {}),
      headers: { ...(hasBody(operation) ? json : {}), 'if-match': '"1"' },
    }),
  })),
  {
    kind: 'hostile query',
    signedIn: true,
    expected: understood,
    onlyFor: hasQuery,
    make: (operation, random) => ({
      path: `${ordinaryPath(operation)}?${operation.queryParameters
        .map((name) => `${name}=${encodeURIComponent(random.pick(short))}`)
        .join('&')}`,
    }),
  },
  ...['a\u0000b', '\\u0000', '%', '\uFFFD', "' OR '1'='1"].map((text) => ({
    kind: `${JSON.stringify(text)} in the query`,
    signedIn: true,
    expected: understood,
    onlyFor: hasQuery,
    make: (operation: ApiOperation): Draft => ({
      path: `${ordinaryPath(operation)}?${operation.queryParameters
        .filter((name) => name !== 'limit' && name !== 'cursor')
        .map((name) => `${name}=${encodeURIComponent(text)}`)
        .join('&')}`,
    }),
  })),
  {
    kind: 'NUL in the path',
    signedIn: true,
    expected: refused,
    onlyFor: hasPathParameter,
    make: (operation) => ({ path: pathWith(operation, 'a\u0000b') }),
  },
  {
    kind: 'limit that is none',
    signedIn: true,
    expected: [400],
    onlyFor: (operation) => operation.queryParameters.includes('limit') && !hasPathParameter(operation),
    make: (operation, random) => ({
      path: `${ordinaryPath(operation)}?limit=${random.pick(['0', '-1', '201', '1e9', 'NaN', '1;SELECT', '99999999999999999999'])}`,
    }),
  },
  {
    kind: 'cursor of our own making',
    signedIn: true,
    expected: [400],
    onlyFor: (operation) => hasCursor(operation) && !hasPathParameter(operation),
    make: (operation, random) => {
      const forged = random.pick<unknown>([
        null,
        {},
        [],
        ['x'],
        { id: "' OR 1=1 --" },
        [1, 2, 3, 4, 5, 6],
        true,
      ])
      const cursor = random.pick([
        'x',
        '!!!',
        '%00',
        Buffer.from(JSON.stringify(forged)).toString('base64url'),
      ])
      return { path: `${ordinaryPath(operation)}?cursor=${cursor}` }
    },
  },
  {
    kind: 'hostile text in every string of the body',
    signedIn: true,
    expected: understood,
    onlyFor: hasBody,
    make: withBody((operation, random) => bodyWith(operation, random.pick(hostileTexts))),
  },
  ...Array.from({ length: 4 }, () => ({
    kind: 'hostile text in one string of the body',
    signedIn: true,
    expected: understood,
    onlyFor: hasBody,
    make: withBody((operation, random) =>
      asBytes(valueWithOne(operation.body, random.pick(hostileTexts), random.next(), random.integer(1e9))),
    ),
  })),
  ...Array.from({ length: 4 }, () => ({
    kind: 'NUL in one string of the body',
    signedIn: true,
    expected: understood,
    onlyFor: hasBody,
    make: withBody((operation, random) =>
      asBytes(valueWithOne(operation.body, 'hostile\u0000text', random.next(), random.integer(1e9))),
    ),
  })),
  {
    kind: 'hostile text and a version',
    signedIn: true,
    expected: understood,
    onlyFor: (operation) => hasBody(operation) && hasPathParameter(operation),
    make: (operation, random) => ({
      path: ordinaryPath(operation),
      body: bodyWith(operation, random.pick(hostileTexts)),
      headers: {
        ...json,
        'if-match': random.pick(['"1"', '*', '"999999999"', 'W/"1"', '"\' OR 1=1"', '"-1"']),
      },
    }),
  },
  {
    kind: 'wrong types in the body',
    signedIn: true,
    expected: refused,
    onlyFor: hasBody,
    make: withBody((_operation, random) => random.pick(['[]', '7', '"text"', 'true', '[[[]]]', '[null]'])),
  },
  {
    kind: 'unknown keys in the body',
    signedIn: true,
    expected: understood,
    onlyFor: hasBody,
    make: withBody((operation) =>
      JSON.stringify({
        ...Object.fromEntries(short.map((text) => [`x${text}`, text])),
        ...Object(valueOf(operation.body, ordinaryText(0))),
      }),
    ),
  },
  {
    kind: 'keys of the prototype in the body',
    signedIn: true,
    expected: [400],
    onlyFor: hasBody,
    make: withBody(() => '{"__proto__":{"role":"admin"}}'),
  },
  {
    kind: 'no JSON in the body',
    signedIn: true,
    expected: [400],
    onlyFor: hasBody,
    make: withBody((_operation, random) =>
      random.pick(['{', '{"a":1,}', "{'a':1}", '{"a":NaN}', 'a=1&b=2', '{"a":"\u0000"}', '']),
    ),
  },
  {
    kind: 'truncated gzip in the body',
    signedIn: true,
    expected: [400, 415],
    onlyFor: hasBody,
    make: (operation, random) => ({
      path: ordinaryPath(operation),
      body: gzipSync(ordinaryBody(operation, random)).subarray(0, 30),
      headers: { ...json, 'content-encoding': 'gzip' },
    }),
  },
  {
    kind: 'bad UTF-8 in the body',
    signedIn: true,
    expected: refused,
    onlyFor: hasBody,
    make: (operation) => ({
      path: ordinaryPath(operation),
      body: Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xc0, 0xaf]), Buffer.from('"}')]),
      headers: json,
    }),
  },
  {
    kind: 'deep JSON in the body',
    signedIn: true,
    expected: refused,
    onlyFor: hasBody,
    make: withBody((operation, random) => {
      const deep = nested(random.pick([70, 2_000, 50_000]))
      const own: unknown = valueOf(operation.body, ordinaryText(0))
      const keys = Object.keys(Object(own))
      return `{${keys.map((key) => `${JSON.stringify(key)}:${deep}`).join(',') || `"x":${deep}`}}`.slice(
        0,
        900_000,
      )
    }),
  },
  {
    kind: 'body over 1 MB',
    signedIn: true,
    expected: [413],
    // Lists of customer numbers and values of tags may be larger, by design.
    onlyFor: (operation) =>
      hasBody(operation) &&
      !['/api/customer-lists', '/api/tags/{key}/values', '/api/suppression-lists/{key}/entries'].includes(
        operation.path,
      ),
    make: withBody((_operation, random) => Buffer.alloc(random.pick([1, 10]) * mebibyte + 1, 0x20)),
  },
  {
    kind: 'content type that is no JSON',
    signedIn: true,
    expected: [415],
    onlyFor: hasBody,
    make: (operation, random) => ({
      path: ordinaryPath(operation),
      body: ordinaryBody(operation, random),
      headers: {
        'content-type': random.pick([
          'application/xml',
          'multipart/form-data; boundary=x',
          'x',
          'application/x-www-form-urlencoded',
        ]),
      },
    }),
  },
  {
    kind: 'hostile idempotency key',
    signedIn: true,
    expected: [...understood, 409],
    onlyFor: hasBody,
    make: (operation, random) => ({
      path: ordinaryPath(operation),
      body: ordinaryBody(operation, random),
      headers: {
        ...json,
        'idempotency-key': random.pick(["' OR 1=1 --", 'x'.repeat(201), '../../x', '{x:String}']),
      },
    }),
  },
]

/** Requests to addresses that nobody serves, or that are no addresses. */
const addresses: readonly (readonly [path: string, expected: readonly number[]])[] = [
  ['/api/nothing', [404]],
  ['/api/../etc/passwd', [400, 404]],
  ['/../../../../etc/passwd', [400, 404]],
  ['/assets/..%2f..%2f..%2fpackage.json', [400, 403, 404]],
  ['/%2e%2e/%2e%2e/src/main.ts', [400, 403, 404]],
  ['/assets/%00', [400, 404]],
  ['/api/%', [400, 404]],
  ['/api/%c0%af', [400, 404]],
  ['/api/sources/%ff', [400, 404]],
  ["/api/'%20OR%201=1", [404]],
  [`/api/${'x'.repeat(4_000)}`, [404, 414]],
  [`/${'a/'.repeat(2_000)}`, [404, 414]],
  ['/api/openapi.json/../users', [400, 404]],
  ['/.env', [404]],
  ['/.git/config', [404]],
  ['/data/master.key', [404]],
  ['/v1/projects/%27/settings', [404]],
  ['/array/%00/config', [400, 404]],
]

/** Every kind of attack on every operation, and strange addresses; more rounds until there are at least `count`. */
export function apiRequests(
  count: number,
  operations: readonly ApiOperation[],
  caller: Caller,
  random: Random,
): HostileRequest[] {
  const attacked = operations.filter(({ method, path }) => !leftAlone.has(`${method} ${path}`))
  const pairs = apiAttacks.flatMap((attack) =>
    attacked.filter(attack.onlyFor ?? (() => true)).map((operation) => ({ attack, operation })),
  )
  const strange = addresses.map(([path, expected]) => ({
    kind: 'strange address',
    method: 'GET',
    path,
    headers: {},
    body: undefined,
    expected,
  }))
  const drafted = Array.from({ length: Math.max(count - strange.length, pairs.length) }, (_, index) => {
    const { attack, operation } = pairs[index % pairs.length] ?? random.pick(pairs)
    const { path, headers = {}, body } = attack.make(operation, random)
    return {
      kind: attack.kind,
      method: operation.method,
      path,
      headers: attack.signedIn ? { ...caller.session, ...headers } : headers,
      body,
      expected: attack.expected,
    }
  })
  return [...strange, ...drafted]
}
