import { createTransport } from 'nodemailer'
import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { AppError, messageOf } from '../../../platform/errors.ts'
import { defineProvider, type Message, type Result, type Route, secret } from '../provider.ts'
import { unsubscribeAddress, unsubscribeHooks } from './email-unsubscribe.ts'

const label = (chinese: string, english: string) => ({ label: { 'zh-CN': chinese, en: english } })

const settings = z.strictObject({
  url: secret(
    z
      .string()
      .regex(/^smtps?:\/\/.+/, 'must start with smtp:// or smtps://')
      .max(500)
      .optional()
      .meta(
        label('SMTP 地址（含账号，缺省用 SMTP_URL）', 'SMTP URL with credentials (SMTP_URL unless given)'),
      ),
  ),
  from: z
    .string()
    .max(200)
    .optional()
    .meta(label('发件人（缺省用 SMTP_FROM）', 'From (SMTP_FROM unless given)')),
  replyTo: z.string().max(200).optional().meta(label('回复地址', 'Reply to')),
  connections: z.number().int().min(1).max(50).default(4).meta(label('并发连接', 'Connections')),
  unsubscribe: z.boolean().default(true).meta(label('一键退订头', 'One-click unsubscribe header')),
  dkimDomain: z.string().max(253).optional().meta(label('DKIM 域名', 'DKIM domain')),
  dkimSelector: z.string().max(63).optional().meta(label('DKIM 选择器', 'DKIM selector')),
  dkimKey: secret(
    z
      .string()
      .max(8_000)
      .optional()
      .meta({ ...label('DKIM 私钥（PEM）', 'DKIM private key (PEM)'), multiline: true }),
  ),
})
type Settings = z.output<typeof settings>

/**
 * One mail a message through an SMTP server, in UTF-8. The Message-ID is made of the touch, so a mail that is sent
 * again after a crash is recognised as the same by the mail systems on its way.
 */
export const email = defineProvider({
  key: 'email',
  name: { 'zh-CN': '邮件（SMTP）', en: 'Email (SMTP)' },
  channels: ['email'],
  settings,
  address: 'email',
  batchSize: 100,
  hooks: unsubscribeHooks,
  open: (ctx, route) => {
    const url = route.settings.url ?? ctx.config.email.url
    if (!url) {
      throw new AppError(
        'unavailable',
        'No SMTP server is configured: set SMTP_URL, or give the route an address',
      )
    }
    const { connections, dkimDomain, dkimSelector, dkimKey } = route.settings
    const transport = createTransport({
      url,
      pool: true,
      maxConnections: connections,
      ...(dkimDomain && dkimSelector && dkimKey
        ? { dkim: { domainName: dkimDomain, keySelector: dkimSelector, privateKey: dkimKey } }
        : {}),
    })
    return {
      kind: 'batch',
      send: async ({ journey }, batch, signal) => {
        const results: Result[] = []
        const queue = [...batch]
        let trouble: { retry: string; uncertain: boolean } | undefined
        const worker = async (): Promise<void> => {
          for (let message = queue.shift(); message && !trouble; message = queue.shift()) {
            if (signal?.aborted) break
            // Two addresses in one would be two recipients, and no server could tell that the second was never meant.
            if (!oneMailbox.test(message.address)) {
              results.push({ touch: message.touch, status: 'failed', detail: 'not one e-mail address' })
              continue
            }
            try {
              await transport.sendMail(mailOf(ctx, route, journey.key, message))
              results.push({ touch: message.touch, status: 'sent', detail: '' })
            } catch (error) {
              const outcome = judge(error)
              if (outcome.status) results.push({ touch: message.touch, ...outcome })
              else trouble ??= outcome
            }
          }
        }
        await Promise.all(Array.from({ length: connections }, worker))
        return { results, ...trouble }
      },
      close: async () => transport.close(),
    }
  },
})

const oneMailbox = /^[^\s\p{Cc}@<>(),;:"[\]\\]+@[^\s\p{Cc}@<>(),;:"[\]\\]+$/u

const contentShape = z.object({
  html: z.string().default(''),
  preheader: z.string().default(''),
  /** Of mails to the staff. */
  pictures: z.array(z.object({ cid: z.string(), png: z.instanceof(Buffer) })).default([]),
})

function mailOf(ctx: Context, route: Route<Settings>, journey: string, message: Message) {
  const { html, preheader, pictures } = contentShape
    .catch({ html: '', preheader: '', pictures: [] })
    .parse(message.content)
  const { from = ctx.config.email.from, replyTo, unsubscribe } = route.settings
  return {
    from,
    ...(replyTo ? { replyTo } : {}),
    to: message.address,
    subject: message.subject,
    text: message.body,
    ...(html === '' ? {} : { html: withPreheader(html, preheader) }),
    attachments: pictures.map(({ cid, png }) => ({
      cid,
      filename: `${cid}.png`,
      content: png,
      contentType: 'image/png',
      contentDisposition: 'inline' as const,
    })),
    messageId: `<${message.touch}@banyan>`,
    headers: {
      ...(journey === '' ? {} : { 'X-Banyan-Journey': journey }),
      // RFC 8058: mail programs unsubscribe with one POST, without opening a page.
      ...(unsubscribe && route.hookPath !== ''
        ? {
            'List-Unsubscribe': `<${unsubscribeAddress(ctx, route, message)}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }
        : {}),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

function withPreheader(html: string, preheader: string): string {
  if (preheader === '') return html
  const words = preheader.replaceAll(/[&<>]/g, (sign) => escapes[sign] ?? sign)
  const hidden = `<div style="display:none;max-height:0;overflow:hidden">${words}</div>`
  return /<body[^>]*>/i.test(html) ? html.replace(/<body[^>]*>/i, (body) => body + hidden) : hidden + html
}

type Judgement =
  | { status: 'failed' | 'deferred'; detail: string }
  | { status?: undefined; retry: string; uncertain: boolean }

/**
 * What an SMTP error says (RFC 5321, 4.2.1): 5yz about the recipient or the mail is final for this recipient, 4yz may
 * pass for this recipient while others get their mail; everything else is about the server and holds for the batch.
 * 421 closes the connection, whichever command it answers.
 */
function judge(error: unknown): Judgement {
  const detail = withoutAddresses(messageOf(error))
  const command = error instanceof Error && 'command' in error ? String(error.command) : ''
  const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0
  if (['RCPT TO', 'DATA'].includes(command) && code >= 400 && code !== 421) {
    return { status: code >= 500 ? 'failed' : 'deferred', detail }
  }
  const refused = code > 0 || command === 'CONN' || command === 'AUTH'
  return { retry: detail, uncertain: !refused }
}

/** Servers like to repeat the address they refuse. */
function withoutAddresses(text: string): string {
  return text.replaceAll(/[^\s<>,;:"]+@[^\s<>,;:"]+/g, '…').slice(0, 300)
}
