import type { FastifyReply } from 'fastify'
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError, messageOf } from '../../../platform/errors.ts'
import { abortWithCaller } from '../../../platform/http/abort-with-caller.ts'
import { loadRuleCatalogue } from '../load-catalogue.ts'
import { readSnapshot, type StoredSnapshot } from '../read-snapshot.ts'
import { segmentTables } from '../store.ts'
import { csvCell, fieldKinds } from './fields.ts'
import { readExport } from './list-exports.ts'
import { readChunks } from './queries/read-chunks.ts'
import { type ExportedTag, readLines } from './queries/read-lines.ts'
import { actorOf } from './request-export.ts'
import type { ExportRequest } from './schema.ts'

interface Ticket {
  readonly id: number
  readonly snapshot: StoredSnapshot
  readonly options: ExportRequest
  readonly tags: readonly ExportedTag[]
}

/**
 * Answer with the file of an export, once: ClickHouse makes the lines of some ten thousand customers at a time, which go
 * out before the next are made. How it ended is audited with the number of rows and the checksum.
 * @throws AppError not_found, forbidden to others than who asked for it, conflict when it was fetched or has expired
 */
export async function streamExport(ctx: Context, id: number, reply: FastifyReply): Promise<FastifyReply> {
  const ticket = await takeTicket(ctx, id)
  const at = ctx.clock.now().toISOString().replaceAll(/[-:]/g, '').slice(0, 15)
  const who = ctx.actor.name.replaceAll(/[^\w.@-]/g, '_').slice(0, 64)
  const file = `${ticket.snapshot.key}-v${ticket.snapshot.version}-${who}-${at}Z.csv`
  return reply
    .header('content-type', 'text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${file}"`)
    .header('cache-control', 'no-store')
    .send(Readable.from(audited(ctx, ticket, abortWithCaller(reply)), { objectMode: false }))
}

/** Whoever takes it has it alone. */
async function takeTicket(ctx: Context, id: number): Promise<Ticket> {
  const { segment, version, state, unmasked } = await readExport(ctx, id)
  if (unmasked && !ctx.actor.scopes.has('customers:unmask'))
    throw new AppError('forbidden', 'Plain personal data needs the scope customers:unmask')
  const snapshot = await readSnapshot(ctx, segment, version)
  const catalogue = await loadRuleCatalogue(ctx)
  const row = await ctx.postgres.transaction().execute(async (transaction) => {
    const taken = await segmentTables(transaction)
      .updateTable('segment_export')
      .set({ state: 'running' })
      .where('id', '=', id)
      .where('state', '=', 'ready')
      .where('actor', '=', actorOf(ctx))
      .where('expires_at', '>', ctx.clock.now())
      .returning('options')
      .executeTakeFirst()
    if (taken)
      await writeAudit(transaction, ctx, {
        action: 'segment.export_begin',
        objectKind: 'segment',
        objectId: String(snapshot.segmentId),
        detail: { export: id },
      })
    return taken
  })
  if (!row && state === 'ready')
    throw new AppError('forbidden', 'Only who asked for the file may fetch it: ask for one of your own')
  if (!row)
    throw new AppError(
      'conflict',
      `The export ${id} is ${state}: a file can be fetched once, ask for a new one`,
    )
  const tags = row.options.tags.flatMap((key): ExportedTag[] => {
    const tag = catalogue.tags.get(key)
    return tag?.table ? [{ ...tag, table: tag.table }] : []
  })
  return { id, snapshot, options: row.options, tags }
}

/** The file's bytes; whatever happens, what went out is written down. */
async function* audited(ctx: Context, ticket: Ticket, gone: AbortSignal): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  const sent = { rows: 0, bytes: 0 }
  let failure: unknown = new AppError('conflict', 'The caller went away')
  try {
    for await (const { text, rows } of linesOf(ctx, ticket, gone)) {
      const piece = Buffer.from(text)
      hash.update(piece)
      sent.rows += rows
      sent.bytes += piece.length
      yield piece
    }
    failure = undefined
  } catch (error) {
    failure = error
    throw error
  } finally {
    await writeEnd(ctx, ticket, { ...sent, sha256: hash.digest('hex') }, failure)
  }
}

async function* linesOf(
  ctx: Context,
  { id, snapshot, options, tags }: Ticket,
  signal: AbortSignal,
): AsyncGenerator<{ text: string; rows: number }> {
  const { language, byteOrderMark, watermark, fields } = options
  const headings = [
    ...fields.map((field) => fieldKinds[field].name[language]),
    ...tags.map(({ name }) => name[language]),
  ]
  yield { text: `${byteOrderMark ? '\uFEFF' : ''}${headings.map(csvCell).join(',')}\n`, rows: 0 }
  const statement = { pool: 'long', signal } as const
  for (const chunk of await readChunks(ctx, snapshot, statement)) {
    await throwIfCancelled(ctx, id)
    const { lines, rows } = await readLines(ctx.clickhouse, chunk, options, tags, statement)
    yield { text: lines, rows }
  }
  if (!watermark) return
  const words = `# Banyan · ${snapshot.key} v${snapshot.version} · export ${id} · ${ctx.actor.name} · ${ctx.clock.now().toISOString()}`
  yield { text: `${csvCell(words)}\n`, rows: 0 }
}

async function throwIfCancelled(ctx: Context, id: number): Promise<void> {
  const row = await segmentTables(ctx.postgres)
    .selectFrom('segment_export')
    .select('state')
    .where('id', '=', id)
    .executeTakeFirst()
  if (row?.state !== 'running') throw new AppError('conflict', `The export ${id} was cancelled`)
}

async function writeEnd(
  ctx: Context,
  { id, snapshot }: Ticket,
  sent: { readonly rows: number; readonly bytes: number; readonly sha256: string },
  failure: unknown,
): Promise<void> {
  const now = ctx.clock.now()
  await ctx.postgres.transaction().execute(async (transaction) => {
    const db = segmentTables(transaction)
    const row = await db
      .selectFrom('segment_export')
      .select('state')
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const state = row.state === 'cancelled' ? row.state : failure === undefined ? 'done' : 'failed'
    const error = failure === undefined ? null : messageOf(failure)
    await db
      .updateTable('segment_export')
      .set({ ...sent, state, error, ended_at: now })
      .where('id', '=', id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'segment.export_end',
      objectKind: 'segment',
      objectId: String(snapshot.segmentId),
      detail: { export: id, key: snapshot.key, state, ...sent, ...(error === null ? {} : { error }) },
    })
  })
}
