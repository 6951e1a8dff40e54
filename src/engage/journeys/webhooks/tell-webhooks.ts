import { createHash } from 'node:crypto'
import type { Context } from '../../../platform/context.ts'
import { callWebhook, readWebhookEndpoints, type WebhookAnswer } from '../../channels/index.ts'
import { readJourneyGraphs } from '../read-graphs.ts'
import { journeyTables } from '../store.ts'
import { noteCalls } from './note-calls.ts'
import { readCalls } from './read-calls.ts'

const minute = 60_000
/** A receiver that is down for longer than this has missed it. */
const givenUpAfter = 24 * 60 * minute
const longestPause = 60 * minute
export const callsInOneRequest = 500

interface Batch {
  readonly journey_id: number
  readonly key: string
  readonly tick: number
  readonly version: number
  readonly node: string
  readonly told: number
  readonly position: number
  readonly attempts: number
  readonly created_at: Date
}

/**
 * Tell other systems what webhook nodes of committed ticks say. A request names up to 500 customers; who received it
 * before (we died before noting the answer) sees the same id again. What cannot be delivered is tried again for a day.
 * Paused and cancelled journeys tell nothing.
 */
export async function tellWebhooks(ctx: Context, signal?: AbortSignal): Promise<{ told: number }> {
  await noteCalls(ctx)
  const due = await journeyTables(ctx.postgres)
    .selectFrom('journey_webhook')
    .innerJoin('journey', 'journey.id', 'journey_webhook.journey_id')
    .select([
      'journey_id',
      'journey.key',
      'tick',
      'journey_webhook.version',
      'node',
      'told',
      'position',
      'attempts',
    ])
    .select('journey_webhook.created_at')
    .where('state', '=', 'pending')
    .where('next_at', '<=', ctx.clock.now())
    .where('journey.status', 'in', ['running', 'finished'])
    .orderBy('next_at')
    .orderBy('journey_id')
    .orderBy('tick')
    .execute()
  let told = 0
  for (const batch of due) {
    signal?.throwIfAborted()
    told += await tellBatch(ctx, batch, signal)
  }
  return { told }
}

async function receiverOf(ctx: Context, batch: Batch): Promise<{ url: string; secret?: string } | string> {
  const graphs = await readJourneyGraphs(ctx, batch.journey_id)
  const node = graphs.get(batch.version)?.nodes[batch.node]
  if (node?.type !== 'webhook') return `"${batch.node}" is no webhook`
  if (node.url !== undefined) return { url: node.url }
  const endpoint = (await readWebhookEndpoints(ctx)).get(node.endpoint ?? '')
  return endpoint ?? `there is no endpoint "${node.endpoint}"`
}

/** Answers how many calls were told. */
async function tellBatch(ctx: Context, batch: Batch, signal?: AbortSignal): Promise<number> {
  const receiver = await receiverOf(ctx, batch)
  if (typeof receiver === 'string') {
    await note(ctx, batch, failure(ctx, batch, { sent: false, retry: true, reason: receiver }))
    return 0
  }
  let { position, told } = batch
  for (;;) {
    const place = { journey: batch.journey_id, tick: batch.tick, version: batch.version, node: batch.node }
    const calls = await readCalls(ctx.clickhouse, { ...place, after: position, limit: callsInOneRequest })
    const last = calls.at(-1)
    if (!last) {
      await note(ctx, batch, { state: 'done', error: null })
      return told - batch.told
    }
    const answer = await callWebhook(ctx, receiver, requestOf(batch, calls), signal)
    if (!answer.sent) {
      await note(
        ctx,
        batch,
        failure(ctx, { ...batch, attempts: told > batch.told ? 0 : batch.attempts }, answer),
      )
      return told - batch.told
    }
    position = last.customer
    told += calls.length
    await note(ctx, batch, { position, told, attempts: 0, error: null })
  }
}

function requestOf(
  { key, version, node }: Batch,
  calls: readonly { call: string; at: string; number: string }[],
): { id: string; body: string } {
  const hash = createHash('sha256').update(calls.map(({ call }) => call).join())
  return {
    id: `msg_${hash.digest('hex').slice(0, 32)}`,
    body: JSON.stringify({
      type: 'journey',
      journey: key,
      version,
      node,
      customers: calls.map(({ call, at, number }) => ({ id: call, customerNumber: number, at })),
    }),
  }
}

function failure(
  ctx: Context,
  { attempts, created_at }: Batch,
  answer: Extract<WebhookAnswer, { sent: false }>,
): { state: 'pending' | 'failed'; error: string; attempts: number; next_at: Date } {
  const now = ctx.clock.now().getTime()
  const pause = Math.max(
    (answer.retryAfterSeconds ?? 0) * 1000,
    Math.min(longestPause, minute * 2 ** Math.min(attempts, 10)),
  )
  const over = !answer.retry || now - created_at.getTime() >= givenUpAfter
  return {
    state: over ? 'failed' : 'pending',
    error: answer.reason,
    attempts: attempts + 1,
    next_at: new Date(now + pause),
  }
}

async function note(
  ctx: Context,
  batch: Batch,
  change: Partial<{
    state: 'pending' | 'done' | 'failed'
    error: string | null
    attempts: number
    next_at: Date
    position: number
    told: number
  }>,
): Promise<void> {
  if (change.state === 'failed')
    ctx.log.error(
      { journey: batch.key, node: batch.node, tick: batch.tick, reason: change.error },
      'a webhook could not be told',
    )
  await journeyTables(ctx.postgres)
    .updateTable('journey_webhook')
    .set({ ...change, updated_at: ctx.clock.now() })
    .where('journey_id', '=', batch.journey_id)
    .where('tick', '=', batch.tick)
    .where('version', '=', batch.version)
    .where('node', '=', batch.node)
    .execute()
}
