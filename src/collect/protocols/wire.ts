import type { FastifyReply } from 'fastify'
import type { ProtocolName } from './envelope.ts'
import type { Json, JsonObject } from './json.ts'
import type { Rejection } from './item.ts'

/** A request as a wire protocol sees it, before anything is decoded. */
export interface Incoming {
  /** Path and query as sent. */
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Empty for GET. */
  readonly bytes: Buffer
}

export interface WireRoute {
  readonly method: 'GET' | 'POST'
  readonly url: string
  /** What the path says the messages are; '' when the body says it. */
  readonly kind: string
  /** Validate and answer with what is wrong; store only when the client did not ask for a dry run. */
  readonly debug?: boolean
}

/** How a protocol travels over HTTP. Its meaning is in `Protocol`. */
export interface Wire {
  readonly protocol: ProtocolName
  readonly routes: readonly WireRoute[]
  /** From headers or address; '' when it can only be in the body. */
  writeKeyOf(incoming: Incoming): string
  writeKeyIn(body: Json[] | JsonObject): string
  /** The JSON bytes inside whatever the client wrapped them in. */
  unwrap(incoming: Incoming): Buffer | Promise<Buffer>
  /** Throws when the request as a whole breaks a limit of the protocol. Returns how many messages it holds. */
  measure(body: Json[] | JsonObject, bytes: number, route: WireRoute): number
  /** When the client sent it, as the address says; 0 when it does not. */
  sentAtOf(incoming: Incoming): number
  answerAccepted(reply: FastifyReply, incoming: Incoming): FastifyReply
  /** Protocols with a debug route only. */
  answerDebug?(reply: FastifyReply, rejections: readonly Rejection[]): FastifyReply
  answerRefused(reply: FastifyReply, code: string, message: string): FastifyReply
}

export function header(incoming: Incoming, name: string): string | undefined {
  const value = incoming.headers[name]
  return Array.isArray(value) ? value[0] : value
}
