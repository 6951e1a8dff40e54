import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  type ECDH,
  hkdfSync,
  randomBytes,
  verify,
} from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '../../../../../platform/clock.ts'

/** A browser that subscribed: what it tells the site, and what it keeps to itself. */
export interface Browser {
  readonly subscription: { endpoint: string; keys: { p256dh: string; auth: string } }
  /** Read a message as the browser does (RFC 8188 and RFC 8291). */
  open(body: Buffer): string
}

export interface Pushed {
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** A push service for tests that believes only what VAPID proves. */
export interface PushService {
  readonly origin: string
  readonly pushed: Pushed[]
  /** Requests that were refused because their VAPID token proves nothing. */
  readonly refused: string[]
  /** Answer the next requests to a path so. */
  answer(path: string, ...answers: { status: number; headers?: Record<string, string> }[]): void
  browser(name: string): Browser
  close(): Promise<void>
}

const decode = (text: string): Buffer => Buffer.from(text, 'base64url')

/** Why the Authorization header proves nothing, or null (RFC 8292). */
function flawOf(authorization: string, audience: string): string | null {
  const [, token = '', key = ''] = /^vapid t=([^,]+), ?k=(\S+)$/.exec(authorization) ?? []
  const [head = '', claims = '', signature = ''] = token.split('.')
  const point = decode(key)
  if (point.length !== 65) return 'no public key'
  const { alg } = JSON.parse(decode(head).toString() || '{}') as { alg?: string }
  if (alg !== 'ES256') return `algorithm ${alg}`
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  })
  const signed = Buffer.from(`${head}.${claims}`)
  if (!verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, decode(signature)))
    return 'signature'
  const said = JSON.parse(decode(claims).toString()) as { aud?: string; exp?: number; sub?: string }
  const now = systemClock.now().getTime() / 1_000
  if (said.aud !== audience) return `audience ${said.aud}`
  if (!(said.exp !== undefined && said.exp > now && said.exp <= now + 86_400)) return `expiry ${said.exp}`
  return /^(mailto:|https:)/.test(said.sub ?? '') ? null : 'nobody to write to'
}

function openMessage(body: Buffer, own: ECDH, auth: Buffer): string {
  const salt = body.subarray(0, 16)
  const idLength = body.readUInt8(20)
  const sender = body.subarray(21, 21 + idLength)
  const encrypted = body.subarray(21 + idLength)
  const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), own.getPublicKey(), sender])
  const secret = Buffer.from(hkdfSync('sha256', own.computeSecret(sender), auth, keyInfo, 32))
  const key = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16))
  const nonce = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12))
  const decipher = createDecipheriv('aes-128-gcm', key, nonce)
  decipher.setAuthTag(encrypted.subarray(-16))
  const padded = Buffer.concat([decipher.update(encrypted.subarray(0, -16)), decipher.final()])
  const end = padded.lastIndexOf(2)
  return padded.subarray(0, end).toString('utf8')
}

export async function openPushService(): Promise<PushService> {
  const pushed: Pushed[] = []
  const refused: string[] = []
  const answers = new Map<string, { status: number; headers?: Record<string, string> }[]>()
  let origin = ''
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const path = request.url ?? ''
      const flaw = flawOf(request.headers.authorization ?? '', origin)
      if (flaw !== null) {
        refused.push(flaw)
        return response.writeHead(403).end()
      }
      const said = answers.get(path)?.shift()
      if (said) return response.writeHead(said.status, said.headers).end()
      pushed.push({ path, headers: request.headers, body: Buffer.concat(parts) })
      return response.writeHead(201, { location: `${origin}/message/${pushed.length}` }).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    pushed,
    refused,
    answer: (path, ...more) => void answers.set(path, more),
    browser: (name) => {
      const own = createECDH('prime256v1')
      own.generateKeys()
      const auth = randomBytes(16)
      return {
        subscription: {
          endpoint: `${origin}/push/${name}`,
          keys: { p256dh: own.getPublicKey('base64url'), auth: auth.toString('base64url') },
        },
        open: (body) => openMessage(body, own, auth),
      }
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
