import { createHmac, timingSafeEqual } from 'node:crypto'
import { type GatewaySettings, requestLiquid } from './settings.ts'

/** Signature headers of a request; none where no secret is set. */
export function signatureOf(
  settings: GatewaySettings,
  body: string,
  timestamp: number,
): Readonly<Record<string, string>> {
  if (!settings.signingSecret) return {}
  const text = String(
    requestLiquid.parseAndRenderSync(settings.signedText, { timestamp, body, url: settings.url }),
  )
  const signature = createHmac(settings.signatureAlgorithm, settings.signingSecret)
    .update(text)
    .digest(settings.signatureEncoding)
  return { [settings.signatureHeader]: signature, 'X-Timestamp': String(timestamp) }
}

/** How old a signed receipt may be. */
const oldest = 15 * 60

/**
 * Was a callback signed with the secret we share? HMAC over `timestamp.body`, or over the body where the gateway sends
 * no timestamp; compared in constant time.
 */
export function isSigned(
  settings: GatewaySettings,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: Buffer,
  now: Date,
): boolean {
  if (!settings.receiptSecret) return true
  const given = headers[settings.receiptSignatureHeader.toLowerCase()]
  if (typeof given !== 'string') return false
  const hmac = createHmac(settings.signatureAlgorithm, settings.receiptSecret)
  if (settings.receiptTimestampHeader !== '') {
    const timestamp = headers[settings.receiptTimestampHeader.toLowerCase()]
    if (typeof timestamp !== 'string') return false
    const seconds = Number(timestamp) > 1e11 ? Number(timestamp) / 1000 : Number(timestamp)
    if (!(Math.abs(now.getTime() / 1000 - seconds) <= oldest)) return false
    hmac.update(`${timestamp}.`)
  }
  const expected = hmac.update(body).digest()
  const signature = Buffer.from(given, settings.signatureEncoding)
  return signature.length === expected.length && timingSafeEqual(signature, expected)
}
