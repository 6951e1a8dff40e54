import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AppError } from '../../../../platform/errors.ts'
import { cutPage, decodeCursor } from '../../../../platform/http/route-kit.ts'
import { recordReceipts } from '../../receive-receipts.ts'
import { inboxTables } from './store.ts'

const listQuery = z.object({
  customer: z.string().min(1).max(64),
  unread: z.enum(['true', 'false']).default('false'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(500).optional(),
})
const markBody = z.object({
  customer: z.string().min(1).max(64),
  messages: z.array(z.guid()).min(1).max(500),
  hide: z.boolean().default(false),
})
const stored = z.object({ identitySecret: z.string().optional() })
const cursorShape = z.tuple([z.iso.datetime(), z.guid()])

/**
 * Is the app allowed to speak for this customer? The key in the path is in every copy of the app, so the customer is
 * proven by the bank's server: `X-Customer-Proof` = hex HMAC-SHA256(customer number).
 */
function requireProof(request: FastifyRequest, customer: string): void {
  const { identitySecret } = stored.parse(request.hook.settings)
  if (!identitySecret) {
    throw new AppError('unavailable', 'The inbox has no identity secret yet: set one in its route')
  }
  const expected = createHmac('sha256', identitySecret).update(customer).digest()
  const given = Buffer.from(String(request.headers['x-customer-proof'] ?? ''), 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new AppError('unauthenticated', 'X-Customer-Proof does not prove this customer')
  }
}

function parse<Shape extends z.ZodType>(shape: Shape, value: unknown): z.output<Shape> {
  const parsed = shape.safeParse(value)
  if (parsed.success) return parsed.data
  throw new AppError('invalid_request', 'The request is not valid', {
    details: parsed.error.issues.map(({ path, message }) => ({ path: `/${path.join('/')}`, message })),
  })
}

/** What the app asks: the messages of a customer, newest first, and that some were read or put away. */
export const inboxHooks: FastifyPluginAsync = async (app) => {
  app.get('/messages', async (request, reply) => {
    const query = parse(listQuery, request.query)
    requireProof(request, query.customer)
    const after = query.cursor ? decodeCursor(query.cursor, cursorShape) : undefined
    const mine = inboxTables(request.ctx.postgres)
      .selectFrom('inbox_message')
      .where('customer_number', '=', query.customer)
      .where('route_id', '=', request.hook.id)
      .where('hidden_at', 'is', null)
    const rows = await mine
      .select(['touch', 'title', 'body', 'link', 'sent_at', 'read_at'])
      .$if(query.unread === 'true', (rest) => rest.where('read_at', 'is', null))
      .$if(after !== undefined, (rest) =>
        rest.where((is) =>
          is(is.refTuple('sent_at', 'touch'), '<', is.tuple(new Date(after?.[0] ?? 0), after?.[1] ?? '')),
        ),
      )
      .orderBy('sent_at', 'desc')
      .orderBy('touch', 'desc')
      .limit(query.limit + 1)
      .execute()
    const unread = await mine
      .select((is) => is.fn.countAll<string>().as('messages'))
      .where('read_at', 'is', null)
      .executeTakeFirstOrThrow()
    const { items, next } = cutPage(rows, query.limit, (last) => [last.sent_at.toISOString(), last.touch])
    reply.header('cache-control', 'no-store')
    return reply.send({
      items: items.map((row) => ({
        id: row.touch,
        title: row.title,
        body: row.body,
        link: row.link,
        sentAt: row.sent_at.toISOString(),
        readAt: row.read_at?.toISOString() ?? null,
      })),
      unread: Number(unread.messages),
      next,
    })
  })

  app.post('/read', async (request, reply) => {
    const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : ''
    const input = parse(markBody, jsonOf(body))
    requireProof(request, input.customer)
    const at = request.ctx.clock.now()
    const read = await inboxTables(request.ctx.postgres)
      .updateTable('inbox_message')
      .set((is) => ({
        read_at: is.fn.coalesce('read_at', is.val(at)),
        ...(input.hide ? { hidden_at: at } : {}),
      }))
      .where('customer_number', '=', input.customer)
      .where('route_id', '=', request.hook.id)
      .where('touch', 'in', input.messages)
      .returning('touch')
      .execute()
    await recordReceipts(
      request.ctx,
      request.hook,
      read.flatMap(({ touch }) => [
        { message: touch, status: 'delivered' as const, at },
        { message: touch, status: 'opened' as const, at },
      ]),
    )
    return reply.send({ read: read.length })
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('invalid_request', 'The body is not JSON')
  }
}
