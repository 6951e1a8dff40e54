import { z } from 'zod'
import { canonical } from '../../../../platform/clickhouse/canonical.ts'
import { defineQuery } from '../../../../platform/clickhouse/define-query.ts'
import type { Context } from '../../../../platform/context.ts'
import { AppError } from '../../../../platform/errors.ts'
import { type BatchResult, defineProvider, type Message, type Result } from '../../provider.ts'
import { type PushAnswer, type PushSubscription, sendPush, type Vapid } from './push-message.ts'
import { subscriptionsOf, unsubscribe } from './subscriptions.ts'
import { vapidKeys } from './vapid-keys.ts'

const label = (chinese: string, english: string) => ({ label: { 'zh-CN': chinese, en: english } })

const settings = z.strictObject({
  subject: z
    .string()
    .regex(
      /^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/,
      'must be mailto:somebody@bank.example or an https address',
    )
    .meta(label('联系方式（mailto: 或 https:）', 'Contact for push services (mailto: or https:)')),
  ttlHours: z
    .number()
    .int()
    .min(1)
    .max(672)
    .default(24)
    .meta(label('离线时保留多少小时', 'Hours to keep it for a browser that is offline')),
  urgency: z.enum(['low', 'normal', 'high']).default('normal').meta(label('紧急程度', 'Urgency')),
})
type Settings = z.output<typeof settings>

/** Messages to browsers by the push services of their makers, encrypted so that only the browser reads them. */
export const webPushProvider = defineProvider({
  key: 'web_push',
  name: { 'zh-CN': '网页推送（Web Push）', en: 'Web push' },
  channels: ['push'],
  settings,
  address: 'web_push',
  batchSize: 100,
  concurrency: 2,
  open: async (ctx, route) => {
    const vapid: Vapid = { subject: route.settings.subject, ...(await vapidKeys(ctx)) }
    return {
      kind: 'batch',
      send: (_dispatch, batch, signal) => sendBatch(ctx, route.settings, vapid, batch, signal),
      testSend: async (_dispatch, message, signal) => {
        const customer = await findUser(ctx, message.address)
        return sendBatch(ctx, route.settings, vapid, [{ ...message, customer }], signal)
      },
    }
  },
})

const readUser = defineQuery({
  sql: `
    SELECT ${canonical('customer')} AS person FROM identifier FINAL
    WHERE namespace = 'user_id' AND value = {user:String}`,
  parameters: z.object({ user: z.string() }),
  row: z.object({ person: z.number() }),
})

/** A test message names a user of the site, whose browsers it goes to. */
async function findUser(ctx: Context, user: string): Promise<number> {
  const [row] = await readUser(ctx.clickhouse, { user })
  if (row) return row.person
  throw new AppError('not_found', 'No user of the site is known by this id', {
    details: [{ path: '/address', message: 'must be the userId of somebody who subscribed' }],
  })
}

async function sendBatch(
  ctx: Context,
  options: Settings,
  vapid: Vapid,
  batch: readonly Message[],
  signal: AbortSignal | undefined,
): Promise<BatchResult> {
  const browsers = await subscriptionsOf(
    ctx,
    batch.map(({ customer }) => customer),
  )
  const gone: string[] = []
  let wait = 0
  const outcomes = await Promise.all(
    batch.map(async (message): Promise<{ result?: Result; reason?: string }> => {
      const mine = browsers.get(message.customer) ?? []
      const answers = await Promise.all(
        mine.map(async (browser) => {
          const answer = await sendPush(ctx, browser, pushOf(message, options), vapid, signal)
          if (answer.kind === 'gone') gone.push(browser.endpoint)
          if (answer.kind === 'later') wait = Math.max(wait, answer.afterSeconds ?? 0)
          return answer
        }),
      )
      return outcomeOf(message.touch, mine, answers)
    }),
  )
  await unsubscribe(ctx, gone)
  const results = outcomes.flatMap(({ result }) => result ?? [])
  const reason = outcomes.find((outcome) => outcome.reason !== undefined)?.reason
  return {
    results,
    ...(reason === undefined ? {} : { retry: reason }),
    ...(wait > 0 ? { retryAfterSeconds: wait } : {}),
  }
}

/** One browser that took it is enough; it is sent again only when none did and one may. */
function outcomeOf(
  touch: string,
  browsers: readonly PushSubscription[],
  answers: readonly PushAnswer[],
): { result?: Result; reason?: string } {
  if (answers.some(({ kind }) => kind === 'sent')) return { result: { touch, status: 'sent', detail: '' } }
  const later = answers.find((answer) => answer.kind === 'later')
  if (later?.kind === 'later') return { reason: later.reason }
  const refused = answers.find((answer) => answer.kind === 'refused')
  const detail =
    refused?.kind === 'refused'
      ? refused.reason
      : browsers.length === 0
        ? 'no browser that may be pushed to'
        : 'every browser unsubscribed'
  return { result: { touch, status: 'failed', detail } }
}

const pushContent = z.object({ title: z.string(), body: z.string(), link: z.string().default('') })

function pushOf(message: Message, { ttlHours, urgency }: Settings): Parameters<typeof sendPush>[2] {
  const content = pushContent.safeParse(message.content).data
  const { title, body, link } = content ?? { title: message.subject, body: message.body, link: '' }
  return {
    payload: JSON.stringify({ id: message.touch, title, body, link }),
    ttlSeconds: ttlHours * 3_600,
    urgency,
    // Push services replace a message that was not delivered yet by a later one of the same topic: our own repetition.
    topic: message.touch.replaceAll('-', '').slice(0, 32),
  }
}
