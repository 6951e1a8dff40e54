import { CollectError } from './collect-error.ts'
import { decompress } from './decode-body.ts'
import { parseForm, queryOf } from './form.ts'
import { isJsonObject, textIn } from './json.ts'
import type { Wire, WireRoute } from './wire.ts'
import { header } from './wire.ts'

const largestEvent = 32 * 1024
const largestBatch = 500 * 1024
const mostEvents = 2_500

const post = (url: string, kind: string): WireRoute => ({ method: 'POST', url, kind })

/** The server API by full name; the browser SDK by one letter. */
const routes: readonly WireRoute[] = [
  post('/v1/batch', ''),
  post('/v1/track', 'track'),
  post('/v1/identify', 'identify'),
  post('/v1/page', 'page'),
  post('/v1/screen', 'screen'),
  post('/v1/group', 'group'),
  post('/v1/alias', 'alias'),
  post('/v1/b', ''),
  post('/v1/t', 'track'),
  post('/v1/i', 'identify'),
  post('/v1/p', 'page'),
  post('/v1/s', 'screen'),
  post('/v1/g', 'group'),
  post('/v1/a', 'alias'),
]

export const segmentWire: Wire = {
  protocol: 'segment',
  routes,

  writeKeyOf(incoming) {
    const authorization = header(incoming, 'authorization')
    if (authorization !== undefined) return writeKeyInAuthorization(authorization)
    const query = queryOf(incoming.url)
    return query === '' ? '' : (parseForm(query).get('writeKey') ?? '')
  },

  writeKeyIn(body) {
    if (!isJsonObject(body)) return ''
    const own = textIn(body, 'writeKey')
    if (own !== '' || !Array.isArray(body['batch'])) return own
    const first = body['batch'][0]
    return isJsonObject(first) ? textIn(first, 'writeKey') : ''
  },

  unwrap(incoming) {
    return decompress(incoming.bytes, header(incoming, 'content-encoding'))
  },

  measure(body, bytes, route) {
    if (!isJsonObject(body)) throw new CollectError('bad_shape', 'The body must be a JSON object')
    if (route.kind !== '') {
      if (bytes > largestEvent) throw new CollectError('batch_too_large', 'The event is larger than 32 KB')
      return 1
    }
    const batch = body['batch']
    if (!Array.isArray(batch)) throw new CollectError('bad_shape', 'batch must be an array of events')
    if (bytes > largestBatch) throw new CollectError('batch_too_large', 'The batch is larger than 500 KB')
    if (batch.length > mostEvents)
      throw new CollectError('batch_too_large', 'The batch has more than 2,500 events')
    return batch.length
  },

  sentAtOf: () => 0,

  answerAccepted: (reply) => reply.type('application/json').send('{"success":true}'),

  answerRefused: (reply, code, message) =>
    reply.type('application/json').send(JSON.stringify({ success: false, code, message })),
}

function writeKeyInAuthorization(authorization: string): string {
  if (authorization.startsWith('Basic ')) {
    const pair = Buffer.from(authorization.slice(6), 'base64').toString('utf8')
    const colon = pair.indexOf(':')
    return colon === -1 ? pair : pair.slice(0, colon)
  }
  return authorization.startsWith('Bearer ') ? authorization.slice(7).trim() : ''
}
