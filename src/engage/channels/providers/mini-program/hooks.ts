import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { resolveIdentifiers } from '../../../../collect/identity/index.ts'
import type { Context } from '../../../../platform/context.ts'
import { AppError } from '../../../../platform/errors.ts'
import { recordReceipts } from '../../receive-receipts.ts'
import { openCallback } from '../callback-crypto.ts'
import { readXml } from '../read-xml.ts'
import { storeAddresses } from '../store-addresses.ts'
import { storeRefusals } from './refusals.ts'
import { miniProgramSettings } from './settings.ts'

const text = z.string().default('')
const query = z.object({ signature: text, msg_signature: text, timestamp: text, nonce: text, echostr: text })
const word = z.union([z.string(), z.number()]).transform(String).default('')
const change = z.object({
  TemplateId: word,
  SubscribeStatusString: word,
  MsgID: word,
  ErrorCode: word,
  ErrorStatus: word,
})
const changes = z.union([z.array(change), change.transform((one) => [one])]).default([])
const list = z.object({ List: changes }).optional()
const event = z.object({
  FromUserName: word,
  CreateTime: word,
  Event: word,
  // In XML below an element of the event's name, in JSON beside the others.
  List: changes,
  SubscribeMsgPopupEvent: list,
  SubscribeMsgChangeEvent: list,
  SubscribeMsgSentEvent: list,
})

/** Both formats that a mini-program may choose. */
function parse<Shape>(body: string, shape: z.ZodType<Shape>): Shape {
  try {
    const read: unknown = body.trimStart().startsWith('{') ? JSON.parse(body) : readXml(body)
    return shape.parse(read)
  } catch {
    throw new AppError('invalid_request', 'The callback is neither the JSON nor the XML that WeChat sends')
  }
}

function keysOf(request: FastifyRequest) {
  const settings = miniProgramSettings.parse(request.hook.settings)
  return { token: settings.callbackToken, encodingAesKey: settings.callbackAesKey, receiver: settings.appId }
}

/** WeChat signs the address check without the echo: sha1(sort(token, timestamp, nonce)). */
function isOurs(token: string, { signature, timestamp, nonce }: z.output<typeof query>): boolean {
  const expected = createHash('sha1').update([token, timestamp, nonce].toSorted().join('')).digest()
  const given = Buffer.from(signature, 'hex')
  return token !== '' && given.length === expected.length && timingSafeEqual(given, expected)
}

/** Callbacks of a mini-program in safe mode: who subscribed, who refused, and what became of messages. */
export const miniProgramHooks: FastifyPluginAsync = async (app) => {
  app.get('/', async (request, reply) => {
    const asked = query.parse(request.query)
    if (!isOurs(keysOf(request).token, asked))
      throw new AppError('forbidden', 'The callback was refused: wrong signature')
    return reply.type('text/plain; charset=utf-8').send(asked.echostr)
  })
  app.post<{ Body: Buffer }>('/', async (request, reply) => {
    const { msg_signature: signature, timestamp, nonce } = query.parse(request.query)
    const { Encrypt } = parse(request.body.toString('utf8'), z.object({ Encrypt: z.string() }))
    const said = openCallback(keysOf(request), { signature, timestamp, nonce }, Encrypt)
    await take(request.ctx, request.hook, said)
    return reply.type('text/plain').send('success')
  })
}

async function take(
  ctx: Context,
  route: { readonly id: number; readonly provider: string },
  said: string,
): Promise<void> {
  const one = parse(said, event)
  const rows = [
    ...one.List,
    ...(one.SubscribeMsgPopupEvent?.List ?? []),
    ...(one.SubscribeMsgChangeEvent?.List ?? []),
    ...(one.SubscribeMsgSentEvent?.List ?? []),
  ]
  if (one.Event === 'subscribe_msg_sent_event') {
    const at = ctx.clock.now()
    await recordReceipts(
      ctx,
      route,
      rows.map(({ MsgID: message, ErrorCode: code, ErrorStatus: status }) =>
        code === '0'
          ? { message, status: 'delivered', at }
          : { message, status: 'failed', at, detail: `${code} ${status}`.trim() },
      ),
    )
  }
  if (one.Event !== 'subscribe_msg_popup_event' && one.Event !== 'subscribe_msg_change_event') return
  if (one.FromUserName === '') return
  const identifiers = [{ namespace: 'openid', value: one.FromUserName } as const]
  const { customers } = await resolveIdentifiers(ctx, [
    { identifiers, link: false, reason: '', evidence: '' },
  ])
  const customer = customers[0] ?? 0
  await storeRefusals(
    ctx,
    rows.map(({ TemplateId: template, SubscribeStatusString: answer }) => ({
      customer,
      template,
      refused: answer !== 'accept',
      // An old consent that is delivered once more must not undo a refusal since.
      at: new Date(Number(one.CreateTime) * 1_000),
    })),
  )
  if (rows.some(({ SubscribeStatusString: answer }) => answer === 'accept'))
    await storeAddresses(ctx, 'openid', [{ customer, value: one.FromUserName }])
}
