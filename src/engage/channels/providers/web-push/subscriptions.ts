import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { type IdentityRequest, resolveIdentifiers } from '../../../../collect/identity/index.ts'
import { canonical } from '../../../../platform/clickhouse/canonical.ts'
import { defineQuery } from '../../../../platform/clickhouse/define-query.ts'
import type { Context } from '../../../../platform/context.ts'
import { decryptContact, encryptContact } from '../../../../platform/crypto/contact-cipher.ts'
import { identifierHash } from '../../../../platform/crypto/identifier-hash.ts'
import { AppError } from '../../../../platform/errors.ts'
import { storeAddresses } from '../store-addresses.ts'
import { type PushSubscription, pushSubscription } from './push-message.ts'

/** What a page sends when its visitor allows messages. */
export const subscribeInput = z.strictObject({
  subscription: pushSubscription.loose().describe('PushSubscription.toJSON()'),
  anonymousId: z.string().min(1).max(255).optional().describe('Of a visitor who is not signed in'),
  userId: z.string().min(1).max(255).optional().describe('Of a visitor who is signed in'),
  userSignature: z
    .string()
    .max(64)
    .optional()
    .describe('hex HMAC-SHA256 of userId, made by the bank’s server with the push signing key'),
})
export type SubscribeInput = z.output<typeof subscribeInput>

/**
 * The bank's server vouches for the user with this: anybody can read a page's write key, and nobody may get another
 * customer's messages by claiming to be them.
 */
export function userSignature(ctx: Pick<Context, 'config'>, userId: string): string {
  return createHmac('sha256', pushSigningKey(ctx)).update(userId).digest('hex')
}

export const pushSigningKey = (ctx: Pick<Context, 'config'>): string =>
  identifierHash(ctx.config, 'web_push', 'signing key')

function isSigned(ctx: Context, userId: string, signature: string): boolean {
  const expected = Buffer.from(userSignature(ctx, userId), 'hex')
  const given = Buffer.from(signature, 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

const endpointHash = (ctx: Context, endpoint: string): string =>
  identifierHash(ctx.config, 'web_push', endpoint)

/**
 * Store that this browser may be pushed to. A signed-in visitor's belongs to the customer, whatever numbers they have; a
 * stranger's only to the number of that visitor.
 * @throws AppError forbidden when the signature is wrong, invalid_request when nobody is named
 */
export async function subscribe(ctx: Context, input: SubscribeInput): Promise<void> {
  const { subscription, userId, anonymousId } = input
  if (userId !== undefined && !isSigned(ctx, userId, input.userSignature ?? '')) {
    throw new AppError('forbidden', 'userSignature is not the signature of this userId: see docs/channels.md')
  }
  const verified = userId !== undefined
  const identifier =
    userId !== undefined
      ? ({ namespace: 'user_id', value: userId } as const)
      : anonymousId !== undefined
        ? ({ namespace: 'anonymous_id', value: anonymousId } as const)
        : undefined
  if (!identifier) {
    throw new AppError(
      'invalid_request',
      'Say whose browser it is: userId with userSignature, or anonymousId',
      {
        details: [{ path: '/anonymousId', message: 'is missing' }],
      },
    )
  }
  const request: IdentityRequest = { identifiers: [identifier], link: false, reason: '', evidence: '' }
  const { customers } = await resolveIdentifiers(ctx, [request])
  const customer = customers[0] ?? 0
  const { endpoint, keys } = subscription
  const kept: PushSubscription = { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } }
  // A browser has one owner at a time: whoever signed in last.
  await unsubscribe(ctx, [endpoint], customer)
  await store(ctx, [
    {
      customer,
      endpoint: endpointHash(ctx, endpoint),
      value: encryptContact(ctx.config, JSON.stringify(kept)),
      verified: verified ? 1 : 0,
      active: 1,
    },
  ])
  await storeAddresses(ctx, 'web_push', [{ customer, value: 'subscribed' }])
}

interface Row {
  readonly customer: number
  readonly endpoint: string
  readonly value: string
  readonly verified: number
  readonly active: number
}

async function store(ctx: Context, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return
  const at = ctx.clock.now().toISOString()
  await ctx.clickhouse.insert(
    'push_subscription',
    ['customer', 'endpoint', 'value', 'verified', 'active', 'at'],
    rows.map((row) => JSON.stringify({ ...row, at })).join('\n'),
  )
}

const readByEndpoint = defineQuery({
  sql: `
    SELECT customer, endpoint, count() OVER (PARTITION BY customer) AS browsers
    FROM push_subscription FINAL
    WHERE customer IN (SELECT customer FROM push_subscription WHERE endpoint IN {endpoints:Array(String)}) AND active`,
  parameters: z.object({ endpoints: z.array(z.string()) }),
  row: z.object({ customer: z.number(), endpoint: z.string(), browsers: z.coerce.number() }),
})

/** Forget browsers that unsubscribed, for everybody but `keep`; who has no other can no longer be reached. */
export async function unsubscribe(ctx: Context, endpoints: readonly string[], keep?: number): Promise<void> {
  const hashes = endpoints.map((endpoint) => endpointHash(ctx, endpoint))
  const rows = await readByEndpoint(ctx.clickhouse, { endpoints: hashes })
  const leaving = rows.filter((row) => hashes.includes(row.endpoint) && row.customer !== keep)
  await store(
    ctx,
    leaving.map(({ customer, endpoint }) => ({ customer, endpoint, value: '', verified: 0, active: 0 })),
  )
  const gone = [...Map.groupBy(leaving, ({ customer }) => customer)]
    .filter(([, mine]) => mine.length >= (mine[0]?.browsers ?? 0))
    .map(([customer]) => ({ customer, value: null }))
  await storeAddresses(ctx, 'web_push', gone)
}

const readByCustomer = defineQuery({
  sql: `
    SELECT ${canonical('customer')} AS person, value FROM push_subscription FINAL
    WHERE active AND (customer IN {customers:Array(UInt32)} OR (verified AND customer IN (
      SELECT customer FROM customer_merge FINAL WHERE into IN {customers:Array(UInt32)})))
    ORDER BY person, at DESC LIMIT 10 BY person`,
  parameters: z.object({ customers: z.array(z.number()) }),
  row: z.object({ person: z.number(), value: z.string() }),
})

/** The browsers of these customers, newest first, at most ten each. */
export async function subscriptionsOf(
  ctx: Context,
  customers: readonly number[],
): Promise<Map<number, PushSubscription[]>> {
  const rows = await readByCustomer(ctx.clickhouse, { customers: [...customers] })
  const found = new Map<number, PushSubscription[]>()
  for (const { person, value } of rows) {
    const subscription = pushSubscription.parse(JSON.parse(decryptContact(ctx.config, value)))
    found.set(person, [...(found.get(person) ?? []), subscription])
  }
  return found
}
