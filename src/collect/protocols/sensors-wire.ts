import { CollectError } from './collect-error.ts'
import { decompress, looksGzipped, ungzip } from './decode-body.ts'
import { parseForm, queryOf } from './form.ts'
import { isJsonObject, textIn } from './json.ts'
import type { Incoming, Wire, WireRoute } from './wire.ts'
import { header } from './wire.ts'

const routes: readonly WireRoute[] = [
  { method: 'POST', url: '/sa', kind: '' },
  { method: 'POST', url: '/sa.gif', kind: '' },
  { method: 'GET', url: '/sa', kind: '' },
  { method: 'GET', url: '/sa.gif', kind: '' },
  { method: 'POST', url: '/debug', kind: '', debug: true },
  { method: 'GET', url: '/debug', kind: '', debug: true },
]

/** A transparent GIF of one pixel: what a web page that sends by <img> waits for. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

export const sensorsWire: Wire = {
  protocol: 'sensors',
  routes,

  writeKeyOf(incoming) {
    const query = parseForm(queryOf(incoming.url))
    return query.get('token') ?? query.get('project') ?? ''
  },

  writeKeyIn(body) {
    const first = Array.isArray(body) ? body[0] : body
    return isJsonObject(first) ? textIn(first, 'token') || textIn(first, 'project') : ''
  },

  unwrap(incoming) {
    if (incoming.bytes.length === 0) return unwrapForm(queryOf(incoming.url))
    const bytes = decompress(incoming.bytes, header(incoming, 'content-encoding'))
    return Buffer.isBuffer(bytes) ? unwrapBody(bytes) : bytes.then(unwrapBody)
  },

  measure: (body) => (Array.isArray(body) ? body.length : 1),

  sentAtOf: () => 0,

  answerAccepted(reply, incoming) {
    return incoming.bytes.length === 0
      ? reply.type('image/gif').header('cache-control', 'no-store').send(pixel)
      : reply.type('text/plain').send('')
  },

  // The web SDK's debug mode takes an empty object for success and shows anything else to the developer.
  answerDebug: (reply, rejections) =>
    rejections.length === 0
      ? reply.type('application/json').send('{}')
      : reply
          .code(400)
          .type('application/json')
          .send(JSON.stringify({ rejections: rejections.map(({ reason, detail }) => ({ reason, detail })) })),

  answerRefused: (reply, _code, message) => reply.type('text/plain').send(message),
}

/** Clients send the same form under any content type; a few send plain JSON. */
function unwrapBody(bytes: Buffer): Buffer | Promise<Buffer> {
  const first = bytes[0]
  if (first === 0x7b || first === 0x5b) return bytes
  return unwrapForm(bytes.toString('latin1'))
}

function unwrapForm(text: string): Buffer | Promise<Buffer> {
  const fields = parseForm(text)
  const encoded = fields.get('data_list') ?? fields.get('data')
  if (encoded === undefined || encoded === '')
    throw new CollectError('bad_shape', 'Neither data nor data_list is given')
  checkChecksum(encoded, fields.get('ext') ?? fields.get('crc'))
  const gzip = fields.get('gzip')
  if (gzip !== undefined && gzip !== '0' && gzip !== '1') {
    throw new CollectError('unsupported_encoding', 'gzip must be 0 or 1; encrypted data is not supported')
  }
  const bytes = Buffer.from(encoded, 'base64')
  return gzip === '1' || looksGzipped(bytes) ? ungzip(bytes) : bytes
}

/** `ext=crc=<n>`: Java's String.hashCode of the base64 text. */
function checkChecksum(encoded: string, given: string | undefined): void {
  if (given === undefined || given === '') return
  const text = given.startsWith('crc=') ? given.slice(4) : given
  if (!/^-?\d{1,11}$/.test(text)) return
  if (Number(text) !== hashCode(encoded)) {
    throw new CollectError('bad_checksum', 'crc does not match data: it was damaged on its way')
  }
}

export function hashCode(text: string): number {
  let hash = 0
  for (let index = 0; index < text.length; index += 1)
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0
  return hash
}

/** Header `Dry-Run: true`: validate only. */
export function isDryRun(incoming: Incoming): boolean {
  return header(incoming, 'dry-run') === 'true'
}
