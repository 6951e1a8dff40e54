import type { Context } from '../../platform/context.ts'
import { messageOf } from '../../platform/errors.ts'
import { type Carrier, type Message, type Route } from './provider.ts'
import { email } from './providers/email.ts'
import { readRoutes } from './read-routes.ts'

export type NoticeAnswer =
  | { readonly sent: true }
  | { readonly sent: false; readonly reason: string; readonly retry: boolean }

interface Notice {
  /** A uuid; the same one makes the same Message-ID. */
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly text: string
  /** The same with its looks; it shows pictures as `<img src="cid:…">`. */
  readonly html?: string
  readonly pictures?: readonly { readonly cid: string; readonly png: Buffer }[]
}

/**
 * Mail something to a member of the staff, past the gate of contacts with customers: by the first enabled SMTP route of
 * the email channel, else by SMTP_URL.
 */
export async function sendNotice(ctx: Context, notice: Notice, signal?: AbortSignal): Promise<NoticeAnswer> {
  let carrier: Carrier | undefined
  try {
    const stored = (await readRoutes(ctx, 'email')).find(({ provider }) => provider === email.key)
    const settings = { ...email.settings.parse(stored?.settings ?? {}), unsubscribe: false }
    const route: Route<typeof settings> = {
      id: stored?.id ?? 0,
      channel: 'email',
      provider: email.key,
      name: stored?.name ?? '',
      settings,
      hookPath: '',
    }
    carrier = await email.open(ctx, route)
    if (carrier.kind === 'set') return { sent: true }
    const dispatch = { journey: { id: 0, key: '' }, tick: 0, at: ctx.clock.now(), channel: 'email' } as const
    const { results, retry } = await carrier.send(dispatch, [messageFor(notice)], signal)
    const [result] = results
    if (result?.status === 'sent') return { sent: true }
    if (result) return { sent: false, reason: result.detail, retry: result.status === 'deferred' }
    return { sent: false, reason: retry ?? 'the mail server said nothing', retry: true }
  } catch (error) {
    signal?.throwIfAborted()
    return { sent: false, reason: messageOf(error), retry: true }
  } finally {
    await carrier?.close?.()
  }
}

function messageFor({ html = '', pictures = [], ...notice }: Notice): Message {
  return {
    touch: notice.id,
    customer: 0,
    customerNumber: '',
    address: notice.to,
    language: 'zh-CN',
    template: 'notice',
    subject: notice.subject,
    body: notice.text,
    content: { html, pictures },
  }
}
