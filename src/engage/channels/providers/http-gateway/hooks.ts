import type { FastifyPluginAsync } from 'fastify'
import { AppError } from '../../../../platform/errors.ts'
import { type Receipt, recordReceipts } from '../../receive-receipts.ts'
import { at, type GatewaySettings, gatewaySettings, isOneOf } from './settings.ts'
import { isSigned } from './sign.ts'

/** More receipts than this in one callback are refused. */
const most = 10_000

/** Receipts of a gateway: JSON, signed where a secret is set. Answers 200 only when they are stored. */
export const gatewayHooks: FastifyPluginAsync = async (app) => {
  app.post('/', async (request, reply) => {
    const settings = gatewaySettings.parse(request.hook.settings)
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const now = request.ctx.clock.now()
    if (!isSigned(settings, request.headers, body, now)) {
      throw new AppError('unauthenticated', 'The signature of the receipts is missing or wrong')
    }
    const receipts = readReceipts(settings, body, now)
    const counts = await recordReceipts(request.ctx, request.hook, receipts)
    return reply.send({ received: receipts.length, ...counts })
  })
}

function readReceipts(settings: GatewaySettings, body: Buffer, now: Date): Receipt[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(body.toString('utf8'))
  } catch {
    throw new AppError('invalid_request', 'The receipts are not JSON')
  }
  const found = at(parsed, settings.receiptsPointer)
  const items: unknown[] = Array.isArray(found) ? found : [found]
  if (items.length > most) throw new AppError('too_large', `More than ${most} receipts at once`)
  return items.flatMap((item): Receipt[] => {
    const message = at(item, settings.receiptMessagePointer)
    const status = statusOf(settings, at(item, settings.receiptStatusPointer))
    if ((typeof message !== 'string' && typeof message !== 'number') || !status) return []
    const reason = settings.receiptReasonPointer === '' ? undefined : at(item, settings.receiptReasonPointer)
    return [
      {
        message: String(message),
        status,
        at: timeOf(
          settings.receiptTimePointer === '' ? undefined : at(item, settings.receiptTimePointer),
          now,
        ),
        ...(reason === undefined ? {} : { detail: String(reason).replaceAll(/\d{6,}/g, '…') }),
      },
    ]
  })
}

function statusOf(settings: GatewaySettings, value: unknown): Receipt['status'] | undefined {
  if (isOneOf(value, settings.deliveredValues)) return 'delivered'
  if (isOneOf(value, settings.openedValues)) return 'opened'
  if (isOneOf(value, settings.failedValues)) return 'failed'
  return undefined
}

/** Seconds, milliseconds or ISO 8601; not later than now. */
function timeOf(value: unknown, now: Date): Date {
  const time =
    typeof value === 'number'
      ? new Date(value > 1e11 ? value : value * 1000)
      : typeof value === 'string'
        ? new Date(value)
        : now
  return Number.isNaN(time.getTime()) || time > now ? now : time
}
