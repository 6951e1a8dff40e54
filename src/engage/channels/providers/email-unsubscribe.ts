import type { FastifyPluginAsync } from 'fastify'
import { recordOptOut } from '../../../govern/consent/index.ts'
import type { Context } from '../../../platform/context.ts'
import { decryptContact, encryptContact } from '../../../platform/crypto/contact-cipher.ts'
import { AppError } from '../../../platform/errors.ts'
import type { Message, Route } from '../provider.ts'

const prefix = 'unsubscribe:'

/** Where one customer takes back the consent to mails: the customer is in the path, encrypted and authenticated. */
export function unsubscribeAddress(ctx: Context, route: Route<unknown>, message: Message): string {
  const token = Buffer.from(encryptContact(ctx.config, `${prefix}${message.customer}`), 'base64')
  const base = ctx.config.publicUrl ?? `http://${ctx.config.host}:${ctx.config.port}`
  return `${base.replace(/\/$/, '')}${route.hookPath}/${token.toString('base64url')}`
}

function customerOf(ctx: Context, token: string): number {
  try {
    const text = decryptContact(ctx.config, Buffer.from(token, 'base64url').toString('base64'))
    const customer = text.startsWith(prefix) ? Number(text.slice(prefix.length)) : Number.NaN
    if (Number.isInteger(customer) && customer > 0) return customer
  } catch {
    // Told apart from nothing else: whoever guesses learns nothing.
  }
  throw new AppError('not_found', 'There is nothing here')
}

const page = (body: string): string => `<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>退订 · Unsubscribe</title>
<main style="max-width:26rem;margin:20vh auto 0;padding:0 1rem;font:16px/1.7 sans-serif">${body}</main></html>`

/**
 * One-click unsubscription (RFC 8058): a POST unsubscribes; a GET only shows a page with a button, because scanners of
 * mail follow every link.
 */
export const unsubscribeHooks: FastifyPluginAsync = async (app) => {
  app.get<{ Params: { token: string } }>('/:token', async (request, reply) => {
    customerOf(request.ctx, request.params.token)
    return reply
      .type('text/html; charset=utf-8')
      .send(
        page(
          '<p>不再接收我们的邮件？<br>Do you want no more mails from us?</p><form method="post"><button style="font:inherit;padding:.4rem 1.2rem">退订 · Unsubscribe</button></form>',
        ),
      )
  })
  app.post<{ Params: { token: string } }>('/:token', async (request, reply) => {
    const customer = customerOf(request.ctx, request.params.token)
    await recordOptOut(request.ctx, {
      channel: request.hook.channel,
      customers: [customer],
      evidence: 'List-Unsubscribe',
    })
    return reply
      .type('text/html; charset=utf-8')
      .send(page('<p>已退订，您不会再收到我们的邮件。<br>You will get no more mails from us.</p>'))
  })
}
