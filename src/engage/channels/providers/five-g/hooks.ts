import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../../../../platform/errors.ts'
import { type Receipt, recordReceipts } from '../../receive-receipts.ts'
import { fiveGSettings } from './settings.ts'

const links = z.array(z.object({ href: z.string().default('') })).default([])
const delivery = z.object({
  deliveryInfo: z.object({
    messageId: z.string().default(''),
    deliveryStatus: z.string(),
    description: z.string().default(''),
    text: z.string().default(''),
  }),
  link: links,
})
const withdrawal = z.object({ messageId: z.string().default(''), status: z.string(), link: links })

/** What became of a message by the platform's word for it; short messages arrive as well. */
const outcomes: Readonly<Record<string, Receipt['status']>> = {
  DeliveredToTerminal: 'delivered',
  DeliveredToNetwork: 'delivered',
  DeliveredToVms: 'delivered',
  DeliveredToSMS: 'delivered',
  DeliverdToSMS: 'delivered',
  MessageDisplayed: 'opened',
  DeliveryImpossible: 'failed',
  DeliveredToVmsFailed: 'failed',
  DeliveredToSMSFailed: 'failed',
  DeliverdToSMSFailed: 'failed',
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** @throws AppError unauthenticated when the platform does not say the name and password that were agreed */
function authenticate(request: FastifyRequest): void {
  const { appId, appSecret } = fiveGSettings.parse(request.hook.settings)
  const expected = digest(JSON.stringify([appId, appSecret]))
  const header = request.headers.authorization ?? ''
  const [, name = '', password = ''] = /^Username="([^"]*)", ?Password="([^"]*)"$/.exec(header) ?? []
  if (timingSafeEqual(expected, digest(JSON.stringify([name, password])))) return
  throw new AppError('unauthenticated', 'The Authorization header does not name this chatbot’s application')
}

function read<Shape>(body: Buffer, shape: z.ZodType<Shape>): Shape {
  try {
    return shape.parse(JSON.parse(body.toString('utf8')))
  } catch {
    throw new AppError('invalid_request', 'The body is not the notification that the platform documents')
  }
}

/** The platform's number, or the last part of the request's address, which is the number that we gave. */
const numberOf = ({ messageId, link }: { messageId: string; link: readonly { href: string }[] }): string =>
  messageId ||
  (link[0]?.href
    .replace(/\/status$/, '')
    .split('/')
    .at(-1) ??
    '')

/** Receipts and withdrawals, at the paths that Huawei Cloud appends to the address that it was given. */
export const fiveGHooks: FastifyPluginAsync = async (app) => {
  app.post<{ Body: Buffer }>('/openchatbot/v2/DeliveryInfoNotification', async (request, reply) => {
    authenticate(request)
    const { deliveryInfo: info, link } = read(request.body, delivery)
    const status = outcomes[info.deliveryStatus]
    const message = numberOf({ messageId: info.messageId, link })
    if (status !== undefined && message !== '') {
      const detail = [info.deliveryStatus, info.description, info.text].filter(Boolean).join(' ')
      await recordReceipts(request.ctx, request.hook, [
        { message, status, at: request.ctx.clock.now(), detail },
      ])
    }
    return reply.code(200).send()
  })
  app.post<{ Body: Buffer }>('/openchatbot/v2/MessageStatusNotification', async (request, reply) => {
    authenticate(request)
    const said = read(request.body, withdrawal)
    const message = numberOf(said)
    if (said.status === 'Revoked' && message !== '') {
      await recordReceipts(request.ctx, request.hook, [
        { message, status: 'failed', at: request.ctx.clock.now(), detail: 'it was withdrawn' },
      ])
    }
    return reply.code(200).send()
  })
}
