import type { FastifyBaseLogger, FastifyReply, RouteHandlerMethod } from 'fastify'
import type { Clock } from '../../platform/clock.ts'
import { AppError, errorStatus, messageOf } from '../../platform/errors.ts'
import { admitsOrigin } from '../sources/index.ts'
import type { CollectSource, SourceDirectory } from '../sources/index.ts'
import type { Spool } from '../spool/index.ts'
import { CollectError } from './collect-error.ts'
import type { CollectCounts } from './collect-metrics.ts'
import { allowKnownOrigin } from './cross-origin.ts'
import { parseBody, textOf } from './decode-body.ts'
import { encodeEnvelope } from './envelope.ts'
import type { Rejection } from './item.ts'
import { deepestNesting, maskRestricted, tooDeep } from './mask-restricted.ts'
import { normalise } from './normalise.ts'
import { isDryRun } from './sensors-wire.ts'
import type { TrackingPlanView } from './tracking-plan-view.ts'
import type { Incoming, Wire, WireRoute } from './wire.ts'

export interface AcceptParts {
  readonly spool: Spool
  readonly sources: SourceDirectory
  readonly clock: Clock
  readonly counts: CollectCounts
  /** For `/debug`, which says at once what the drainer would refuse. */
  readonly plan: () => TrackingPlanView | undefined
}

const noBytes = Buffer.alloc(0)

/**
 * One request: who sent it → decode → parse → one walk → spool → answer. What single messages mean is left to the
 * drainer, so that accepting stays cheap and a burst costs disk, not time.
 */
export function acceptHandler(
  wire: Wire,
  route: WireRoute,
  parts: AcceptParts,
  log: FastifyBaseLogger,
): RouteHandlerMethod {
  return async (request, reply) => {
    const incoming: Incoming = {
      url: request.raw.url ?? '',
      headers: request.headers,
      bytes: Buffer.isBuffer(request.body) ? request.body : noBytes,
    }
    // A damaged answer must not be taken for a script, and pages that isolate themselves may load our pixel.
    reply.header('x-content-type-options', 'nosniff').header('cross-origin-resource-policy', 'cross-origin')
    const { origin } = request.headers
    if (origin !== undefined) await allowKnownOrigin(reply, origin, parts.sources)
    try {
      return await accept(wire, route, parts, incoming, reply)
    } catch (error) {
      return refuse(wire, parts.counts, error, reply, log)
    }
  }
}

async function accept(
  wire: Wire,
  route: WireRoute,
  parts: AcceptParts,
  incoming: Incoming,
  reply: FastifyReply,
) {
  const received = parts.clock.now().getTime()
  const outerKey = wire.writeKeyOf(incoming)
  let source = outerKey === '' ? undefined : await authenticate(outerKey, parts.sources, incoming)
  const unwrapped = wire.unwrap(incoming)
  let bytes = Buffer.isBuffer(unwrapped) ? unwrapped : await unwrapped
  const body = parseBody(textOf(bytes))
  source ??= await authenticate(wire.writeKeyIn(body), parts.sources, incoming)
  const messages = wire.measure(body, bytes.length, route)
  if (messages === 0) return wire.answerAccepted(reply, incoming)
  const masked = maskRestricted(body)
  if (masked === tooDeep) {
    throw new CollectError('too_deep', `The body nests deeper than ${deepestNesting} levels`)
  }
  if (masked > 0) bytes = Buffer.from(JSON.stringify(body))
  const header = {
    source: source.id,
    protocol: wire.protocol,
    received,
    strict: source.strict,
    channel: source.channel,
    kind: route.kind,
    sentAt: wire.sentAtOf(incoming),
  }
  if (route.debug === true) {
    const { rejections } = normalise({ ...header, body: bytes.toString('utf8') }, parts.plan())
    if (rejections.length > 0 || isDryRun(incoming)) return answerDebug(wire, reply, incoming, rejections)
  }
  await parts.spool.append(encodeEnvelope(header, bytes))
  const { counts } = parts
  counts.requests[wire.protocol] += 1
  counts.messages[wire.protocol] += messages
  counts.bytes[wire.protocol] += bytes.length
  return route.debug === true ? answerDebug(wire, reply, incoming, []) : wire.answerAccepted(reply, incoming)
}

function answerDebug(wire: Wire, reply: FastifyReply, incoming: Incoming, rejections: readonly Rejection[]) {
  return wire.answerDebug?.(reply, rejections) ?? wire.answerAccepted(reply, incoming)
}

async function authenticate(
  writeKey: string,
  sources: SourceDirectory,
  incoming: Incoming,
): Promise<CollectSource> {
  let source = sources.find(writeKey)
  if (source === undefined && writeKey !== '') {
    await sources.catchUp()
    source = sources.find(writeKey)
  }
  if (source === undefined) {
    throw new CollectError(
      'unknown_write_key',
      'The write key is missing, unknown or disabled: copy it from the source’s page',
    )
  }
  const { origin } = incoming.headers
  if (typeof origin === 'string' && !admitsOrigin(source, origin)) {
    throw new CollectError(
      'origin_refused',
      'This source does not accept pages of this origin: add it to the source',
    )
  }
  return source
}

function refuse(
  wire: Wire,
  counts: CollectCounts,
  error: unknown,
  reply: FastifyReply,
  log: FastifyBaseLogger,
) {
  if (error instanceof CollectError) {
    counts.refused[error.reason] += 1
    return wire.answerRefused(reply.code(errorStatus[error.code]), error.reason, error.message)
  }
  // Only the spool can fail otherwise. The client keeps the request and comes again; nothing is lost.
  counts.refused.unavailable += 1
  const known = error instanceof AppError && error.code === 'unavailable'
  if (!known) log.error({ reason: messageOf(error) }, 'collect: a request could not be stored')
  const seconds = known ? (error.retryAfterSeconds ?? 5) : 5
  return wire.answerRefused(
    reply.code(503).header('retry-after', String(seconds)),
    'unavailable',
    known ? error.message : 'The request could not be stored: try again',
  )
}
