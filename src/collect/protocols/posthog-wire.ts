import { CollectError } from './collect-error.ts'
import { decompress, looksGzipped, ungzip } from './decode-body.ts'
import { parseForm, queryOf } from './form.ts'
import { isJsonObject, objectIn, textIn } from './json.ts'
import { posthogMessages } from './posthog.ts'
import type { Incoming, Wire, WireRoute } from './wire.ts'
import { header } from './wire.ts'

const paths = ['/batch', '/e', '/i/v0/e', '/capture']
const routes: readonly WireRoute[] = paths.flatMap((path) => [
  { method: 'POST', url: `${path}/`, kind: '' },
  { method: 'POST', url: path, kind: '' },
])

export const posthogWire: Wire = {
  protocol: 'posthog',
  routes,

  writeKeyOf(incoming) {
    const query = queryOf(incoming.url)
    if (query === '') return ''
    const fields = parseForm(query)
    return fields.get('api_key') ?? fields.get('token') ?? ''
  },

  writeKeyIn(body) {
    if (!Array.isArray(body)) {
      const own = textIn(body, 'api_key') || textIn(body, 'token')
      if (own !== '') return own
    }
    const first = posthogMessages(body)[0]
    if (!isJsonObject(first)) return ''
    const properties = objectIn(first, 'properties')
    return (
      textIn(properties, 'token') ||
      textIn(properties, 'api_key') ||
      textIn(first, 'api_key') ||
      textIn(first, 'token')
    )
  },

  unwrap(incoming) {
    const bytes = decompress(incoming.bytes, header(incoming, 'content-encoding'))
    return Buffer.isBuffer(bytes)
      ? unwrapForm(bytes, incoming)
      : bytes.then((plain) => unwrapForm(plain, incoming))
  },

  measure: (body) => posthogMessages(body).length,

  sentAtOf(incoming) {
    const query = queryOf(incoming.url)
    const sentAt = query === '' ? 0 : Number(parseForm(query).get('_') ?? 0)
    return Number.isSafeInteger(sentAt) && sentAt > 0 ? sentAt : 0
  },

  // The browser SDK takes only 200 for success.
  answerAccepted: (reply) => reply.code(200).type('application/json').send('{"status":1}'),

  answerRefused: (reply, code, message) =>
    reply
      .type('application/json')
      .send(JSON.stringify({ type: 'validation_error', code, detail: message, attr: null })),
}

/** `data=<base64>` in a form, bare base64 when the address says so, JSON otherwise; gzip may hide in the base64. */
function unwrapForm(bytes: Buffer, incoming: Incoming): Buffer | Promise<Buffer> {
  const first = bytes[0]
  if (first === 0x7b || first === 0x5b) return bytes
  const text = bytes.toString('latin1')
  const form = text.startsWith('data=') || text.includes('&data=') ? parseForm(text) : undefined
  const compression = form?.get('compression') ?? parseForm(queryOf(incoming.url)).get('compression') ?? ''
  if (compression === 'lz64')
    throw new CollectError('unsupported_encoding', 'compression must be gzip-js, base64 or absent')
  if (form === undefined && compression !== 'base64') return bytes
  const encoded = form?.get('data') ?? text
  if (encoded.startsWith('{') || encoded.startsWith('[')) return Buffer.from(encoded)
  const plain = Buffer.from(encoded, 'base64')
  return looksGzipped(plain) ? ungzip(plain) : plain
}
