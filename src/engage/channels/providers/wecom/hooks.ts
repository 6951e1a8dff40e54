import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Context } from '../../../../platform/context.ts'
import { messageOf } from '../../../../platform/errors.ts'
import { handleCallbacks, takeCallback } from '../callbacks.ts'
import { type CallbackQuery, openCallback } from '../callback-crypto.ts'
import { handleEvent } from './handle-event.ts'
import { eventKey, readEnvelope, readEvent } from './read-event.ts'
import { contactSettings } from './settings.ts'

const query = z.object({
  msg_signature: z.string().default(''),
  timestamp: z.string().default(''),
  nonce: z.string().default(''),
  echostr: z.string().default(''),
})

/** An event older than this is not news: somebody sends us what was recorded long ago. */
const newsMilliseconds = 86_400_000

function openedBy(request: FastifyRequest) {
  const settings = contactSettings.parse(request.hook.settings)
  const { msg_signature, timestamp, nonce, echostr } = query.parse(request.query)
  const keys = {
    token: settings.callbackToken,
    encodingAesKey: settings.callbackAesKey,
    receiver: settings.corpId,
  }
  const signed: CallbackQuery = { signature: msg_signature, timestamp, nonce }
  return {
    route: { id: request.hook.id, settings },
    echostr,
    open: (encrypted: string) => openCallback(keys, signed, encrypted),
  }
}

/** Callbacks of WeCom: the echo that proves the address is ours, and events, stored before they are answered. */
export const wecomHooks: FastifyPluginAsync = async (app) => {
  app.get('/', async (request, reply) => {
    const { open, echostr } = openedBy(request)
    return reply.type('text/plain; charset=utf-8').send(open(echostr))
  })
  app.post<{ Body: Buffer }>('/', async (request, reply) => {
    const { ctx } = request
    const { open, route } = openedBy(request)
    const xml = open(readEnvelope(request.body.toString('utf8')))
    const event = readEvent(xml)
    const news = ctx.clock.now().getTime() - event.CreateTime * 1_000 < newsMilliseconds
    if (news && (await takeCallback(ctx, route.id, { key: eventKey(event), event: xml }))) {
      // WeCom waits five seconds for an answer and a welcome may take longer: the event is stored, handle it beside.
      handleRoute(ctx, route).catch((error: unknown) =>
        ctx.log.error({ reason: messageOf(error) }, 'callbacks of WeCom could not be handled'),
      )
    }
    return reply.type('text/plain').send('success')
  })
}

/** Handle what was stored and not handled yet. */
export async function handleRoute(
  ctx: Context,
  route: { readonly id: number; readonly settings: z.output<typeof contactSettings> },
): Promise<void> {
  await handleCallbacks(ctx, route.id, (xml, receivedAt) => handleEvent(ctx, route, xml, receivedAt))
}
