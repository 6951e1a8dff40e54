import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { encodeEnvelope, type ProtocolName, protocolNames } from '../protocols/index.ts'
import { readSource } from '../sources/index.ts'
import type { Spool } from '../spool/index.ts'
import { changeState, type LetterRow, openLetters } from './queries/letters.ts'
import { type ChangedLetters, letterIds, type LetterIds } from './schema.ts'

/**
 * Send refused items through the spool again, as they came and as of when they came: today's tracking plan and rules
 * decide. One that is refused again becomes a new dead letter; one that is accepted twice counts once, by its message id.
 */
export async function replayDeadLetters(
  ctx: Context,
  spool: Spool,
  input: LetterIds,
): Promise<ChangedLetters> {
  const { ids } = letterIds.parse(input)
  const readable = (await openLetters(ctx.clickhouse, { ids })).filter(
    (letter) => isProtocol(letter.protocol) && letter.source > 0 && letter.reason !== 'unreadable',
  )
  const sources = new Map<number, Awaited<ReturnType<typeof readSource>>>()
  for (const id of new Set(readable.map((letter) => letter.source))) {
    sources.set(id, await readSource(ctx, id))
  }
  await Promise.all(readable.map((letter) => spool.append(envelopeOf(letter, sources.get(letter.source)))))
  const changed = readable.map((letter) => letter.letter)
  await changeLetters(ctx, changed, 'replayed')
  return { changed: changed.length, skipped: new Set(ids).size - changed.length }
}

/** Refused items that nobody wants back. */
export async function discardDeadLetters(ctx: Context, input: LetterIds): Promise<ChangedLetters> {
  const { ids } = letterIds.parse(input)
  const letters = await openLetters(ctx.clickhouse, { ids })
  await changeLetters(
    ctx,
    letters.map((letter) => letter.letter),
    'discarded',
  )
  return { changed: letters.length, skipped: new Set(ids).size - letters.length }
}

async function changeLetters(ctx: Context, ids: string[], state: 'replayed' | 'discarded'): Promise<void> {
  if (ids.length === 0) return
  await ctx.postgres.transaction().execute(async (transaction) => {
    await writeAudit(transaction, ctx, {
      action: state === 'replayed' ? 'dead_letter.replay' : 'dead_letter.discard',
      objectKind: 'dead_letter',
      objectId: ids.length === 1 ? String(ids[0]) : `${ids.length} letters`,
      detail: { ids },
    })
    // After the audit row, which commits last: letters that ClickHouse refused to change leave no row.
    await changeState(ctx.clickhouse, { ids, state, now: ctx.clock.now() })
  })
}

function isProtocol(name: string): name is ProtocolName {
  return protocolNames.some((protocol) => protocol === name)
}

function envelopeOf(letter: LetterRow, source: { strict: boolean; channel: string } | undefined): Buffer {
  const header = {
    source: letter.source,
    protocol: isProtocol(letter.protocol) ? letter.protocol : protocolNames[0],
    received: Date.parse(letter.received_at),
    strict: source?.strict ?? false,
    channel: source?.channel ?? '',
    kind: '',
    sentAt: 0,
  }
  return encodeEnvelope(header, Buffer.from(letter.body))
}
