import type { Context } from '../../platform/context.ts'
import { callWebhook, readWebhookEndpoints, sendNotice } from '../../engage/channels/index.ts'
import { readFinding } from './read-findings.ts'
import type { FindingView } from './schema.ts'
import { alertTables, noteHappening } from './store.ts'
import { wordsOfFinding } from './words-of-finding.ts'

const minute = 60_000
const mostAttempts = 10

/** Tell whom rules name of new findings, by mail and webhook; what does not get through is tried again with pauses. */
export async function tellFindings(ctx: Context, signal?: AbortSignal): Promise<{ told: number }> {
  const due = await alertTables(ctx.postgres)
    .selectFrom('finding_telling')
    .selectAll()
    .where('state', '=', 'pending')
    .where('next_at', '<=', ctx.clock.now())
    .orderBy('next_at')
    .limit(200)
    .execute()
  let told = 0
  for (const telling of due) {
    signal?.throwIfAborted()
    const finding = await readFinding(ctx, telling.finding_id)
    const answer =
      telling.door === 'email'
        ? await sendNotice(ctx, { id: telling.id, to: telling.receiver, ...wordsOfFinding(finding) }, signal)
        : await callEndpoint(ctx, telling, finding, signal)
    const attempts = telling.attempts + 1
    const final = answer.sent || !answer.retry || attempts >= mostAttempts
    const state = answer.sent ? 'told' : final ? 'failed' : 'pending'
    const pause = minute * Math.min(60, 2 ** attempts)
    await ctx.postgres.transaction().execute(async (transaction) => {
      await alertTables(transaction)
        .updateTable('finding_telling')
        .set({
          state,
          attempts,
          error: answer.sent ? null : answer.reason.slice(0, 300),
          next_at: new Date(ctx.clock.now().getTime() + pause),
        })
        .where('id', '=', telling.id)
        .execute()
      if (!final) return
      const note = `${telling.door}: ${telling.receiver}${answer.sent ? '' : ` – ${answer.reason.slice(0, 300)}`}`
      await noteHappening(
        { ...ctx, postgres: transaction },
        finding.id,
        answer.sent ? 'told' : 'not_told',
        note,
      )
    })
    if (answer.sent) told += 1
  }
  return { told }
}

async function callEndpoint(
  ctx: Context,
  { id, receiver }: { id: string; receiver: string },
  finding: FindingView,
  signal?: AbortSignal,
) {
  const endpoint = (await readWebhookEndpoints(ctx)).get(receiver)
  if (!endpoint)
    return { sent: false as const, retry: true, reason: `there is no webhook route "${receiver}"` }
  const body = JSON.stringify({ type: 'finding', ...finding, text: wordsOfFinding(finding).subject })
  return callWebhook(ctx, endpoint, { id: `msg_${id}`, body }, signal)
}
