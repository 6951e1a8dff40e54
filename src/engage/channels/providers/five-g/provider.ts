import { z } from 'zod'
import { defineProvider, mayHaveArrived, type Message, type Result } from '../../provider.ts'
import { type FiveGMessage, sendFiveG } from './five-g-client.ts'
import { fiveGHooks } from './hooks.ts'
import { fiveGSettings } from './settings.ts'

/** Requests under way at once. */
const together = 8

/** 5G messages by Huawei Cloud; phones that know none get a short message, if a template for it is set. */
export const fiveGProvider = defineProvider({
  key: 'five_g',
  name: { 'zh-CN': '5G消息（华为云，可回落短信）', en: '5G message (Huawei Cloud, with SMS fallback)' },
  channels: ['five_g'],
  settings: fiveGSettings,
  address: 'phone',
  batchSize: 100,
  atMostOnce: true,
  alwaysReports: true,
  open: (ctx, { settings }) => ({
    kind: 'batch',
    send: async (_dispatch, batch, signal) => {
      const results: Result[] = []
      for (let at = 0; at < batch.length; at += together) {
        if (signal?.aborted) return { results, retry: 'the worker stops' }
        const part = batch.slice(at, at + together)
        const answers = await Promise.all(
          part.map((message) => sendFiveG(ctx, settings, fiveGMessage(message))),
        )
        for (const [i, answer] of answers.entries()) {
          const touch = part[i]?.touch ?? ''
          if (answer.kind === 'sent')
            results.push({ touch, status: 'sent', detail: '', message: answer.messageId || touch })
          // Its receipts name it by our number, if it was taken after all.
          if (answer.kind === 'unknown') results.push(mayHaveArrived(touch, answer.reason))
          if (answer.kind === 'refused') results.push({ touch, status: 'failed', detail: answer.reason })
        }
        const later = answers.find((answer) => answer.kind === 'later')
        if (later?.kind === 'later') {
          const { reason, afterSeconds } = later
          return {
            results,
            retry: reason,
            ...(afterSeconds === null ? {} : { retryAfterSeconds: afterSeconds }),
          }
        }
      }
      return { results }
    },
  }),
  hooks: fiveGHooks,
})

const content = z.object({
  title: z.string(),
  description: z.string(),
  picture: z.string().default(''),
  suggestions: z.array(z.object({ label: z.string(), url: z.string() })).default([]),
  fallback: z.string(),
})

function fiveGMessage(message: Message): FiveGMessage {
  const plain = {
    title: message.subject,
    description: message.body,
    picture: '',
    suggestions: [],
    fallback: message.body,
  }
  return {
    id: message.touch,
    phone: internationalPhone(message.address),
    ...(content.safeParse(message.content).data ?? plain),
  }
}

/** E.164 with +, as the platform's addresses are written; numbers of mainland China may come without a country code. */
function internationalPhone(phone: string): string {
  const digits = phone.replaceAll(/\D/g, '')
  return digits.length === 11 && digits.startsWith('1') ? `+86${digits}` : `+${digits}`
}
