import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { writeAudit } from '../../govern/audit/index.ts'
import type { ContactChannel } from '../../govern/consent/index.ts'
import type { Context } from '../../platform/context.ts'
import { identifierHash } from '../../platform/crypto/identifier-hash.ts'
import { AppError, messageOf } from '../../platform/errors.ts'
import type { Carrier, Dispatch, Message } from './provider.ts'
import { type ReadyRoute, readRoute } from './read-routes.ts'
import type { testSendInput, testSendView } from './schema.ts'

type Answer = z.infer<typeof testSendView>

const patience = 30_000

/**
 * Send one message by one route to an address that the caller typed, and say what the provider answered. It goes by a
 * connection of its own, so that a route can be tried before it is switched on, and past the gate: the address is the
 * caller's, which is why the audit row keeps its hash.
 */
export async function testSend(
  ctx: Context,
  channel: ContactChannel,
  id: number,
  input: z.output<typeof testSendInput>,
): Promise<Answer> {
  const route = await readRoute(ctx, channel, id)
  const needs = route.kind.addressOf?.(route.settings) ?? route.kind.address
  if (needs !== null && input.address === '') {
    throw new AppError('invalid_request', `This provider needs an address (${needs})`, {
      details: [{ path: '/address', message: 'must be given' }],
    })
  }
  const answer = await attempt(ctx, route, messageOfTest(input))
  await ctx.postgres.transaction().execute(async (transaction) => {
    await writeAudit(transaction, ctx, {
      action: 'channel.test',
      objectKind: 'channel_route',
      objectId: String(id),
      detail: {
        channel,
        provider: route.provider,
        address: identifierHash(ctx.config, 'test', input.address).slice(0, 16),
        status: answer.status,
      },
    })
  })
  return answer
}

function messageOfTest({ address, language, subject, body }: z.output<typeof testSendInput>): Message {
  return {
    touch: randomUUID(),
    customer: 0,
    customerNumber: 'test',
    address,
    language,
    template: 'test',
    subject,
    body,
    content: {},
  }
}

async function attempt(ctx: Context, route: ReadyRoute, message: Message): Promise<Answer> {
  const dispatch: Dispatch = {
    journey: { id: 0, key: '' },
    tick: 0,
    at: ctx.clock.now(),
    channel: route.channel,
  }
  let carrier: Carrier | undefined
  try {
    carrier = await route.kind.open(ctx, route)
    if (carrier.kind === 'set') return { status: 'sent', detail: 'simulated', message: null }
    const signal = AbortSignal.timeout(patience)
    const { results, retry } = carrier.testSend
      ? await carrier.testSend(dispatch, message, signal)
      : await carrier.send(dispatch, [message], signal)
    const [result] = results
    if (!result) return { status: 'failed', detail: retry ?? 'the provider said nothing', message: null }
    return { status: result.status, detail: result.detail, message: result.message ?? null }
  } catch (error) {
    return { status: 'failed', detail: messageOf(error), message: null }
  } finally {
    await carrier?.close?.()
  }
}
