import { sql } from 'kysely'
import { contactChannel } from '../../govern/consent/index.ts'
import type { Context, Postgres } from '../../platform/context.ts'
import { messageOf } from '../../platform/errors.ts'
import { listTemplates } from '../templates/index.ts'
import { readRoute } from './channel-routes.ts'
import { composeMessages, type Touch, unanswered } from './compose-messages.ts'
import { email } from './email.ts'
import type { BatchResult, Dispatch, Message, Provider, Result } from './provider.ts'
import { readTouches } from './queries/read-batch.ts'
import type { ChannelRoute } from './schema.ts'
import { simulator } from './simulator.ts'
import { channelTables } from './store.ts'
import { webhook } from './webhook.ts'

const dispatchLock = 7_700_103

function providerOf(route: ChannelRoute): Provider {
  switch (route.provider) {
    case 'simulator':
      return simulator(route.settings)
    case 'webhook':
      return webhook(route.settings)
    case 'email':
      return email
  }
}

interface Pending extends Dispatch {
  readonly position: number
  readonly queued: number
}

/**
 * Send what committed ticks queued, in chunks ordered by customer number. After every chunk the receipts are stored,
 * then how far it got. Killed in between, a chunk is handed over again with the same idempotency keys: at least once
 * towards the provider, once in our receipts. A provider that is down leaves the rest pending for the next call.
 */
export async function dispatchTouches(
  ctx: Context,
  signal?: AbortSignal,
): Promise<{ sent: number; failed: number }> {
  const total = { sent: 0, failed: 0 }
  for (const journeyId of await journeysWithWork(ctx)) {
    await ctx.postgres.connection().execute(async (connection) => {
      const { rows } = await sql<{ taken: boolean }>`
        SELECT pg_try_advisory_lock(${dispatchLock}, ${journeyId}) AS taken`.execute(connection)
      if (rows[0]?.taken !== true) return
      try {
        for (const dispatch of await pendingOf(connection, journeyId)) {
          signal?.throwIfAborted()
          const counts = await carryOut(ctx, dispatch, signal)
          total.sent += counts.sent
          total.failed += counts.failed
        }
      } finally {
        await sql`SELECT pg_advisory_unlock(${dispatchLock}, ${journeyId})`.execute(connection)
      }
    })
  }
  return total
}

async function journeysWithWork(ctx: Context): Promise<number[]> {
  const rows = await channelTables(ctx.postgres)
    .selectFrom('dispatch')
    .innerJoin('journey', 'journey.id', 'dispatch.journey_id')
    .select('journey.id')
    .distinct()
    .where('dispatch.state', 'in', ['pending', 'running'])
    .where('journey.status', '=', 'running')
    .orderBy('journey.id')
    .execute()
  return rows.map((row) => row.id)
}

async function pendingOf(connection: Postgres, journeyId: number): Promise<Pending[]> {
  const rows = await channelTables(connection)
    .selectFrom('dispatch')
    .innerJoin('journey', 'journey.id', 'dispatch.journey_id')
    .innerJoin('journey_tick', (join) =>
      join
        .onRef('journey_tick.journey_id', '=', 'dispatch.journey_id')
        .onRef('journey_tick.tick', '=', 'dispatch.tick'),
    )
    .select([
      'journey.id',
      'journey.key',
      'dispatch.tick',
      'dispatch.channel',
      'dispatch.position',
      'dispatch.queued',
      'journey_tick.at',
    ])
    .where('dispatch.journey_id', '=', journeyId)
    .where('dispatch.state', 'in', ['pending', 'running'])
    .orderBy('dispatch.tick')
    .orderBy('dispatch.channel')
    .execute()
  return rows.map(({ id, key, channel, ...row }) => ({
    ...row,
    journey: { id, key },
    channel: contactChannel.parse(channel),
  }))
}

async function carryOut(
  ctx: Context,
  dispatch: Pending,
  signal: AbortSignal | undefined,
): Promise<{ sent: number; failed: number }> {
  const row = channelTables(ctx.postgres)
    .updateTable('dispatch')
    .where('journey_id', '=', dispatch.journey.id)
    .where('tick', '=', dispatch.tick)
    .where('channel', '=', dispatch.channel)
  const save = (state: 'pending' | 'running' | 'done', error: string | null): Promise<unknown> =>
    row.set({ state, error, updated_at: ctx.clock.now() }).execute()
  const counts = { sent: 0, failed: 0 }
  try {
    await save('running', null)
    const route = await readRoute(ctx, dispatch.channel)
    const provider = providerOf(route)
    if (provider.kind === 'set') {
      await provider.deliver(ctx, dispatch)
      await row.set({ sent: dispatch.queued, chunk: 1 }).execute()
      counts.sent = dispatch.queued
      await save('done', null)
      return counts
    }
    const templates = new Map((await listTemplates(ctx)).map((template) => [template.key, template]))
    for (let position = dispatch.position; ;) {
      signal?.throwIfAborted()
      const chunk = await readTouches(ctx.clickhouse, { ...key(dispatch), position, limit: provider.size })
      const last = chunk.at(-1)
      if (!last) break
      const { open, sentBefore } = await unanswered(ctx, dispatch, chunk)
      const messages = await composeMessages(ctx, open, provider.address, templates)
      const outcome = await send(ctx, provider, dispatch, messages, signal)
      const results = [...outcome.results, ...withoutMessage(open, messages)]
      await storeReceipts(ctx, dispatch, route.provider, chunk, results)
      const sent = results.filter((result) => result.status === 'sent').length
      counts.sent += sent
      counts.failed += results.length - sent
      if (outcome.retry !== undefined) {
        await save('pending', outcome.retry)
        return counts
      }
      position = last.customer
      await row
        .set((is) => ({
          position,
          chunk: is('chunk', '+', 1),
          sent: is('sent', '+', sentBefore + sent),
          updated_at: ctx.clock.now(),
        }))
        .execute()
    }
    await save('done', null)
  } catch (error) {
    signal?.throwIfAborted()
    ctx.log.error(
      {
        journey: dispatch.journey.key,
        tick: dispatch.tick,
        channel: dispatch.channel,
        reason: messageOf(error),
      },
      'sending failed',
    )
    await save('pending', messageOf(error))
  }
  return counts
}

type BatchProvider = Extract<Provider, { kind: 'batch' }>

/** Hand a batch over; who lost the address since the gate asked is not sent to. */
async function send(
  ctx: Context,
  provider: BatchProvider,
  dispatch: Dispatch,
  messages: readonly Message[],
  signal: AbortSignal | undefined,
): Promise<BatchResult> {
  const reachable = messages.filter(({ address }) => provider.address === null || address !== '')
  const lost = messages
    .filter((message) => !reachable.includes(message))
    .map(({ touch }): Result => ({ touch, status: 'failed', detail: 'no address' }))
  if (reachable.length === 0) return { results: lost }
  const outcome = await provider.send(ctx, dispatch, reachable, signal)
  return { ...outcome, results: [...lost, ...outcome.results] }
}

/** Touches that nothing can be said for, because their template is gone: failed, never silently dropped. */
function withoutMessage(open: readonly Touch[], messages: readonly Message[]): Result[] {
  const composed = new Set(messages.map(({ touch }) => touch))
  return open
    .filter(({ touch }) => !composed.has(touch))
    .map(({ touch }) => ({ touch, status: 'failed', detail: 'no template' }))
}

const key = ({ journey, tick, at, channel }: Dispatch) => ({ journey: journey.id, tick, at, channel })

async function storeReceipts(
  ctx: Context,
  dispatch: Dispatch,
  provider: string,
  chunk: readonly Touch[],
  results: readonly Result[],
): Promise<void> {
  if (results.length === 0) return
  const customers = new Map(chunk.map(({ touch, customer }) => [touch, customer]))
  const at = ctx.clock.now().toISOString()
  await ctx.clickhouse.insert(
    'touch_receipt',
    ['journey', 'touch', 'status', 'customer', 'at', 'provider', 'detail'],
    results
      .map(({ touch, status, detail }) =>
        JSON.stringify({
          journey: dispatch.journey.id,
          touch,
          status,
          customer: customers.get(touch) ?? 0,
          at,
          provider,
          detail,
        }),
      )
      .join('\n'),
  )
}
