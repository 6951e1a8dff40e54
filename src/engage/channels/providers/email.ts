import { createTransport } from 'nodemailer'
import { z } from 'zod'
import { AppError, messageOf } from '../../../platform/errors.ts'
import { defineProvider, type Result } from '../provider.ts'

/** SMTP answers of 500 and above are final for this recipient (RFC 5321, 4.2.1); everything else may pass later. */
function isFinal(error: unknown): boolean {
  return (
    error instanceof Error &&
    'responseCode' in error &&
    Number(error.responseCode) >= 500 &&
    'command' in error &&
    ['RCPT TO', 'DATA'].includes(String(error.command))
  )
}

/**
 * One mail a message through the configured SMTP server. The Message-ID is made of the touch, so a mail that is sent
 * again after a crash is recognised as the same by the mail systems on its way.
 */
export const email = defineProvider({
  key: 'email',
  name: { 'zh-CN': '邮件（SMTP）', en: 'Email (SMTP)' },
  channels: ['email'],
  settings: z.strictObject({}),
  address: 'email',
  batchSize: 100,
  open: (ctx) => {
    if (!ctx.config.email.url) {
      throw new AppError(
        'unavailable',
        'No SMTP server is configured: set SMTP_URL, or route the channel elsewhere',
      )
    }
    const transport = createTransport({ url: ctx.config.email.url, pool: true, maxConnections: 2 })
    return {
      kind: 'batch',
      send: async ({ journey }, batch, signal) => {
        const results: Result[] = []
        for (const message of batch) {
          signal?.throwIfAborted()
          try {
            await transport.sendMail({
              from: ctx.config.email.from,
              to: message.address,
              subject: message.subject,
              text: message.body,
              messageId: `<${message.touch}@banyan>`,
              headers: { 'X-Banyan-Journey': journey.key },
              disableFileAccess: true,
              disableUrlAccess: true,
            })
            results.push({ touch: message.touch, status: 'sent', detail: '' })
          } catch (error) {
            if (!isFinal(error)) return { results, retry: withoutAddresses(messageOf(error)) }
            results.push({
              touch: message.touch,
              status: 'failed',
              detail: withoutAddresses(messageOf(error)),
            })
          }
        }
        return { results }
      },
      close: async () => transport.close(),
    }
  },
})

/** Servers like to repeat the address they refuse. */
function withoutAddresses(text: string): string {
  return text.replaceAll(/[^\s<>,;:"]+@[^\s<>,;:"]+/g, '…').slice(0, 300)
}
