import { setTimeout as pause } from 'node:timers/promises'
import type { Pdu } from 'smpp'
import { z } from 'zod'
import type { Context } from '../../../../platform/context.ts'
import { messageOf } from '../../../../platform/errors.ts'
import {
  type BatchResult,
  defineProvider,
  mayHaveArrived,
  type Message,
  type Result,
  type Route,
  secret,
} from '../../provider.ts'
import { gather } from '../gather.ts'
import { type IdFormat, idFormats, messageText, plainId, readReceipt } from './delivery-receipt.ts'
import { concatenationHeader, encodeText } from './encode-text.ts'
import { type Link, openLink } from './open-link.ts'
import { defaultOptOutWords, isOptOut } from './opt-out.ts'
import { storeArrivals, type Arrival } from './store-arrivals.ts'
import { storeParts } from './store-parts.ts'
import type { SubmitAnswer } from './submit-answer.ts'

const label = (chinese: string, english: string) => ({ label: { 'zh-CN': chinese, en: english } })

const smppSettings = z.strictObject({
  host: z.string().min(1).max(253).meta(label('网关地址', 'Host')),
  port: z.number().int().min(1).max(65_535).default(2775).meta(label('端口', 'Port')),
  tls: z.boolean().default(false).meta(label('使用 TLS', 'TLS')),
  systemId: z.string().min(1).max(15).meta(label('系统标识（system_id）', 'System id')),
  password: secret(z.string().max(64).meta(label('密码', 'Password'))),
  systemType: z.string().max(12).default('').meta(label('系统类型（system_type）', 'System type')),
  sender: z.string().max(20).default('').meta(label('主叫号码（接入码）', 'Sender address')),
  senderTon: z.number().int().min(0).max(6).default(0).meta(label('主叫 TON', 'Sender TON')),
  senderNpi: z.number().int().min(0).max(18).default(1).meta(label('主叫 NPI', 'Sender NPI')),
  countryCode: z
    .string()
    .regex(/^\d{0,3}$/, 'must be up to three digits, such as 86')
    .default('')
    .meta(label('号码前加国家码', 'Country code before numbers')),
  window: z.number().int().min(1).max(200).default(10).meta(label('窗口（未应答条数）', 'Window')),
  enquireSeconds: z
    .number()
    .int()
    .min(5)
    .max(600)
    .default(30)
    .meta(label('心跳间隔（秒）', 'Keep-alive, seconds')),
  messageIds: z
    .enum(idFormats)
    .default('same')
    .meta(
      label(
        '消息编号进制（same｜hex_answer｜hex_receipt）',
        'Base of message ids (same, hex_answer, hex_receipt)',
      ),
    ),
  optOutWords: z
    .string()
    .max(500)
    .default('')
    .meta({ ...label('另外的退订词（逗号分隔）', 'Further opt-out words, by comma') }),
})
export type SmppSettings = z.output<typeof smppSettings>

const bindMilliseconds = 10_000

/** Short messages by SMPP 3.4, over one standing transceiver session per worker. */
export const smppProvider = defineProvider({
  key: 'smpp',
  name: { 'zh-CN': '短信（SMPP 3.4）', en: 'SMS (SMPP 3.4)' },
  channels: ['sms'],
  settings: smppSettings,
  address: 'phone',
  batchSize: 100,
  atMostOnce: true,
  receives: true,
  open: (ctx, route) => {
    const store = gather<Arrival>((arrivals) => storeArrivals(ctx, route, arrivals), {
      milliseconds: 50,
      most: 500,
    })
    const link = openLink(route.settings, {
      delivered: async (pdu) => {
        if (pdu.source_addr !== undefined) return store(arrivalOf(ctx, route.settings, pdu))
        ctx.log.warn({ route: route.id }, 'a message that cannot be read was taken from the message centre')
      },
      down: (reason) => ctx.log.warn({ route: route.id, reason }, 'the SMPP session is down'),
    })
    return {
      kind: 'batch',
      send: (dispatch, batch) => sendBatch(ctx, route, link, dispatch.journey.id, batch),
      close: () => link.close(),
    }
  },
})

function arrivalOf(ctx: Context, { messageIds, optOutWords }: SmppSettings, pdu: Pdu): Arrival {
  const at = ctx.clock.now()
  const receipt = readReceipt(pdu)
  if (receipt) {
    return { kind: 'receipt', at, ...receipt, messageId: plainId(receipt.messageId, 'receipt', messageIds) }
  }
  const text = messageText(pdu)
  const words = [...defaultOptOutWords, ...optOutWords.split(/[,，、\s]+/).filter(Boolean)]
  return { kind: 'message', at, from: pdu.source_addr ?? '', text, optOut: isOptOut(text, words) }
}

interface Sent {
  readonly message: Message
  readonly answers: readonly SubmitAnswer[]
}

async function sendBatch(
  ctx: Context,
  route: Route<SmppSettings>,
  link: Link,
  journey: number,
  batch: readonly Message[],
): Promise<BatchResult> {
  try {
    await link.ready(bindMilliseconds)
  } catch (error) {
    return { results: [], retry: messageOf(error) }
  }
  const { messageIds } = route.settings
  const sent = await Promise.all(batch.map((message) => submit(route.settings, link, message)))
  await storeParts(
    ctx,
    route.id,
    journey,
    sent.flatMap((one) => partsOf(one, messageIds)),
  )
  const results = sent.flatMap((one) => resultOf(one) ?? [])
  const later = sent.find((one) => resultOf(one) === undefined)
  if (!later) return { results }
  const reason = later.answers.find((answer) => answer.kind === 'later')?.reason
  return { results, retry: reason ?? 'the connection was lost' }
}

/** Segments of a message leave in order; the first that is not taken ends it. */
async function submit(settings: SmppSettings, link: Link, message: Message): Promise<Sent> {
  const { dataCoding, parts } = encodeText(message.body)
  const reference = Number.parseInt(message.touch.slice(0, 2), 16)
  const answers: SubmitAnswer[] = []
  for (const [index, text] of parts.entries()) {
    const last = index === parts.length - 1
    const answer = await attempt(link, index > 0, {
      source_addr_ton: settings.senderTon,
      source_addr_npi: settings.senderNpi,
      source_addr: settings.sender,
      dest_addr_ton: settings.countryCode === '' ? 0 : 1,
      dest_addr_npi: 1,
      destination_addr: internationalNumber(message.address, settings.countryCode),
      data_coding: dataCoding,
      // Every outcome of the last segment, only failures of the others: one “delivered” a message.
      registered_delivery: last ? 1 : 2,
      short_message:
        parts.length === 1
          ? { message: text }
          : { udh: concatenationHeader(reference, parts.length, index + 1), message: text },
    })
    answers.push(answer)
    if (answer.kind !== 'accepted') break
  }
  return { message, answers }
}

/** Pauses before a segment is offered again when earlier ones of its message were taken. */
const patience = [500, 1_000, 2_000, 4_000, 8_000]

/** @param begun part of the message has left already, so it is worth waiting for this segment's turn */
async function attempt(link: Link, begun: boolean, pdu: object): Promise<SubmitAnswer> {
  let answer: SubmitAnswer = { kind: 'later', reason: 'not sent' }
  for (const wait of [0, ...(begun ? patience : [])]) {
    await pause(wait)
    try {
      answer = await link.submit(pdu)
    } catch (error) {
      answer = { kind: 'later', reason: messageOf(error) }
    }
    if (answer.kind !== 'later') break
  }
  return answer
}

const partsOf = ({ message, answers }: Sent, format: IdFormat) =>
  answers.flatMap((answer) =>
    answer.kind === 'accepted' && answer.messageId !== ''
      ? [
          {
            touch: message.touch,
            customer: message.customer,
            message: plainId(answer.messageId, 'answer', format),
          },
        ]
      : [],
  )

/** undefined: nothing of it was taken, so all of it may be sent again. */
function resultOf({ message: { touch }, answers }: Sent): Result | undefined {
  const last = answers.at(-1)
  if (last?.kind === 'accepted') return { touch, status: 'sent', detail: '' }
  if (last?.kind === 'later' && answers.length === 1) return undefined
  if (last?.kind === 'unknown') {
    // Sending again could reach the customer twice, and the message centre knows no idempotency key.
    return mayHaveArrived(touch, last.reason)
  }
  const place = answers.length > 1 ? ` at segment ${answers.length}` : ''
  return { touch, status: 'failed', detail: `${last?.reason ?? 'nothing to send'}${place}` }
}

/** Digits only, with the country code that this message centre wants; a number that has one keeps it. */
export function internationalNumber(phone: string, countryCode: string): string {
  const plus = phone.trim().startsWith('+')
  const digits = phone.replaceAll(/\D/g, '')
  if (plus || countryCode === '' || (digits.length > 11 && digits.startsWith(countryCode))) return digits
  return countryCode + digits
}
