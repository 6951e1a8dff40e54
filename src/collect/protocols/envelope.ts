export const protocolNames = ['segment', 'sensors', 'posthog'] as const
export type ProtocolName = (typeof protocolNames)[number]

/** One accepted request as it lies in the spool: everything that normalising it later needs. */
export interface Envelope {
  /** PostgreSQL source.id. */
  readonly source: number
  readonly protocol: ProtocolName
  /** When the request arrived, milliseconds since the epoch. */
  readonly received: number
  /** The source admits only events of the tracking plan. */
  readonly strict: boolean
  readonly channel: string
  /** What the path said the items are (`/v1/track` → 'track'); '' when the body says it. */
  readonly kind: string
  /** When the client sent it, as the address said (PostHog's `_`); 0 when the body says it, or nothing does. */
  readonly sentAt: number
  /** JSON text; class C3 values are masked already. */
  readonly body: string
}

const newline = 0x0a

/** A spool record: one line of header, then the body's bytes as they came. */
export function encodeEnvelope(header: Omit<Envelope, 'body'>, body: Buffer): Buffer {
  const { source, protocol, received, strict, channel, kind, sentAt } = header
  const line = `${JSON.stringify([source, protocol, received, strict, channel, kind, sentAt])}\n`
  const length = Buffer.byteLength(line)
  const record = Buffer.allocUnsafe(length + body.length)
  record.write(line, 0)
  body.copy(record, length)
  return record
}

/** The inverse of `encodeEnvelope`. Throws on a record that it did not write. */
export function decodeEnvelope(record: Buffer): Envelope {
  const end = record.indexOf(newline)
  const header = JSON.parse(record.toString('utf8', 0, end)) as [
    number,
    ProtocolName,
    number,
    boolean,
    string,
    string,
    number,
  ]
  const [source, protocol, received, strict, channel, kind, sentAt] = header
  const body = record.toString('utf8', end + 1)
  return { source, protocol, received, strict, channel, kind, sentAt, body }
}
