import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from '../../platform/context.ts'
import { ClickWriter } from './click-writer.ts'
import { LinkReader, type StoredLink } from './find-link.ts'
import { decodeLink } from './link-code.ts'
import { findTouch } from './queries/find-touch.ts'
import { linkTables } from './store.ts'
import { deviceOf, isRobot } from './visitor.ts'

/** A customer never waits longer than this for our bookkeeping. */
const longestWait = 1_000

type Opened = { readonly link: StoredLink; readonly customer: number }

/**
 * Short links: `/r/<code>` leads to the stored target and nowhere else, and counts the click. `/r/<code>/state` tells
 * the bank's app, which proves itself with the write key of a source, whose link it is and where to go on.
 */
export function linkRoutes(ctx: Context): FastifyPluginAsync {
  return async (app: FastifyInstance) => {
    const links = new LinkReader(ctx)
    const clicks = new ClickWriter(ctx)
    app.addHook('onClose', () => clicks.close())

    const open = async (code: string): Promise<Opened | 'unknown' | 'expired'> => {
      const decoded = decodeLink(ctx.config, code)
      const link = decoded && (await links.find(decoded.link))
      if (!decoded || !link) return 'unknown'
      if (link.expiresAt !== null && link.expiresAt <= ctx.clock.now()) return 'expired'
      return { link, customer: decoded.customer }
    }
    const count = async ({ link, customer }: Opened, device: string): Promise<void> => {
      await Promise.race([
        clicks.add({ link: link.id, customer, at: ctx.clock.now(), device }),
        pause(longestWait, undefined, { ref: false }),
      ])
    }

    app.get<{ Params: { code: string } }>('/r/:code', { schema: { hide: true } }, async (request, reply) => {
      reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer')
      const opened = await open(request.params.code)
      if (typeof opened === 'string') return nowhere(reply, opened)
      if (request.method === 'GET' && !isRobot(request.headers))
        await count(opened, deviceOf(request.headers))
      return reply.redirect(opened.link.target, 302)
    })

    app.get<{ Params: { code: string }; Querystring: { writeKey?: string } }>(
      '/r/:code/state',
      { schema: { hide: true } },
      async (request, reply) => {
        reply.header('cache-control', 'no-store')
        const source = await sourceOf(ctx, request)
        if (!source) return reply.code(401).send({ error: 'Send the write key of a source' })
        const { origin } = request.headers
        if (origin !== undefined && (source.includes(origin) || source.includes('*'))) {
          reply.header('access-control-allow-origin', origin).header('vary', 'origin')
        }
        const opened = await open(request.params.code)
        if (typeof opened === 'string') {
          return reply.code(opened === 'expired' ? 410 : 404).send({ error: `The link is ${opened}` })
        }
        const { link, customer } = opened
        if (request.method === 'GET') await count(opened, 'app')
        const { journey, tick, node, channel, template, version, target, state } = link
        const [touch] = await findTouch(ctx.clickhouse, { customer, journey, tick, node, channel, template })
        return {
          touch: touch?.touch ?? null,
          customerNumber: touch?.number ?? '',
          node,
          channel,
          template,
          version,
          target,
          state,
        }
      },
    )
  }
}

/** Allowed origins of the source whose write key came along; undefined without one. */
async function sourceOf(
  ctx: Context,
  request: FastifyRequest<{ Querystring: { writeKey?: string } }>,
): Promise<string[] | undefined> {
  const basic = /^Basic (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const given =
    basic === undefined ? request.query.writeKey : Buffer.from(basic, 'base64').toString('utf8').split(':')[0]
  if (typeof given !== 'string' || !/^[0-9a-f]{32}$/.test(given)) return undefined
  const row = await linkTables(ctx.postgres)
    .selectFrom('source')
    .select('allowed_origins')
    .where('write_key', '=', given)
    .where('enabled', '=', true)
    .executeTakeFirst()
  return row?.allowed_origins
}

const words = {
  unknown: [404, '链接无效，请核对短信中的地址。', 'This link does not exist. Please check the address.'],
  expired: [410, '链接已过期。', 'This link has expired.'],
} as const

function nowhere(reply: FastifyReply, why: keyof typeof words): FastifyReply {
  const [status, chinese, english] = words[why]
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${chinese}</title><p>${chinese}</p><p lang="en">${english}</p></html>`,
    )
}
