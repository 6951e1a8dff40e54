import { z } from 'zod'
import type { Context } from '../../../../platform/context.ts'
import { AppError, messageOf } from '../../../../platform/errors.ts'
import {
  type BatchResult,
  defineProvider,
  mayHaveArrived,
  type Message,
  type Result,
  type Route,
} from '../../provider.ts'
import { storeAddresses } from '../store-addresses.ts'
import { miniProgramHooks } from './hooks.ts'
import { readRefusals, storeRefusals } from './refusals.ts'
import { type MiniProgramSettings, miniProgramApi, miniProgramSettings } from './settings.ts'

/** Requests under way at once. */
const together = 8

/** Subscribe messages of a WeChat mini-program: one for each time that the customer allowed it. */
export const miniProgramProvider = defineProvider({
  key: 'mini_program',
  name: { 'zh-CN': '小程序订阅消息', en: 'Mini-program subscribe message' },
  channels: ['mini_program'],
  settings: miniProgramSettings,
  address: 'openid',
  batchSize: 100,
  atMostOnce: true,
  open: (ctx, route) => ({
    kind: 'batch',
    send: (_dispatch, batch, signal) => sendBatch(ctx, route, batch, signal),
    testSend: (_dispatch, message, signal) =>
      sendBatch(ctx, route, [{ ...message, content: contentOfTest(message.body) }], signal),
  }),
  hooks: miniProgramHooks,
})

const content = z.object({
  templateId: z.string().min(1),
  page: z.string().default(''),
  fields: z.record(z.string(), z.string()),
})

/** WeChat knows no plain texts: a test message is the content of one as JSON, `{"templateId": …, "fields": {…}}`. */
function contentOfTest(body: string): Message['content'] {
  try {
    return content.parse(JSON.parse(body))
  } catch {
    throw new AppError(
      'invalid_request',
      'Write the test message as JSON: {"templateId": "…", "fields": {"thing1": "…"}}',
      { details: [{ path: '/body', message: 'is not the content of a subscribe message' }] },
    )
  }
}

const sent = z.object({ msgid: z.union([z.string(), z.number()]).transform(String).optional() })

async function sendBatch(
  ctx: Context,
  route: Route<MiniProgramSettings>,
  batch: readonly Message[],
  signal: AbortSignal | undefined,
): Promise<BatchResult> {
  let refusals: Awaited<ReturnType<typeof readRefusals>>
  try {
    refusals = await readRefusals(ctx.clickhouse, { customers: batch.map(({ customer }) => customer) })
  } catch (error) {
    return { results: [], retry: messageOf(error) }
  }
  const refused = new Set(refusals.map(({ person, template }) => `${person} ${template}`))
  const results: Result[] = []
  for (let at = 0; at < batch.length; at += together) {
    if (signal?.aborted) return { results, retry: 'the worker stops' }
    const outcomes = await Promise.all(
      batch.slice(at, at + together).map((message) => sendOne(ctx, route.settings, message, refused)),
    )
    results.push(...outcomes.flatMap(({ result }) => result ?? []))
    const later = outcomes.find((outcome) => outcome.retry !== undefined)
    if (later) {
      const wait = later.after === undefined ? {} : { retryAfterSeconds: later.after }
      return { results, retry: later.retry ?? '', ...wait }
    }
  }
  return { results }
}

interface Outcome {
  readonly result?: Result
  readonly retry?: string
  /** Seconds. */
  readonly after?: number
}

async function sendOne(
  ctx: Context,
  settings: MiniProgramSettings,
  message: Message,
  refused: ReadonlySet<string>,
): Promise<Outcome> {
  const { touch, customer } = message
  const failed = (detail: string): Outcome => ({ result: { touch, status: 'failed', detail } })
  const parsed = content.safeParse(message.content)
  if (!parsed.success) return failed('the template names no message template of WeChat')
  const { templateId, page, fields } = parsed.data
  if (refused.has(`${customer} ${templateId}`))
    return failed('the customer refused messages of this template')
  // WeChat counts characters of a thing, not bytes, and refuses the whole message when one is too long.
  const long = Object.entries(fields).find(([name, value]) => /^thing\d/.test(name) && [...value].length > 20)
  if (long) return failed(`${long[0]} is longer than 20 characters`)
  const answer = await miniProgramApi(ctx, settings).post(
    '/cgi-bin/message/subscribe/send',
    {
      touser: message.address,
      template_id: templateId,
      ...(page === '' ? {} : { page }),
      data: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { value }])),
      miniprogram_state: settings.state,
      lang: message.language === 'en' ? 'en_US' : 'zh_CN',
    },
    sent,
  )
  switch (answer.kind) {
    case 'ok':
      return {
        result: {
          touch,
          status: 'sent',
          detail: '',
          ...(answer.body.msgid ? { message: answer.body.msgid } : {}),
        },
      }
    case 'later':
      // The customer allowed one message: asking again without knowing would be refused, or come as a second one.
      if (answer.uncertain) return { result: mayHaveArrived(touch, answer.reason) }
      return {
        retry: answer.reason,
        ...(answer.afterSeconds === null ? {} : { after: answer.afterSeconds }),
      }
    case 'refused':
      await remember(ctx, customer, templateId, answer.code)
      return failed(answer.reason)
  }
}

/** 43101: no (more) messages of this template are allowed. 40003: nobody has this openid. */
async function remember(ctx: Context, customer: number, template: string, code: number): Promise<void> {
  if (code === 43_101) await storeRefusals(ctx, [{ customer, template, refused: true, at: ctx.clock.now() }])
  if (code === 40_003) await storeAddresses(ctx, 'openid', [{ customer, value: null }])
}
