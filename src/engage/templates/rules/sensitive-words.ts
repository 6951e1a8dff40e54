import { z } from 'zod'
import { writeAudit } from '../../../govern/audit/index.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { cutPage, decodeCursor, pageQuery } from '../../../platform/http/route-kit.ts'
import { containing } from '../../../platform/postgres/containing.ts'
import { plainText } from '../../../understand/rules/index.ts'
import { templateTables } from '../store.ts'
import { bareWord, type SensitiveWord } from './find-words.ts'

export const sensitiveWordInput = z.strictObject({
  word: plainText(50)
    .trim()
    .min(1)
    .refine(
      (word) => bareWord(word) !== '',
      'has no letter, digit or other sign that a text could be searched for',
    ),
  severity: z.enum(['forbidden', 'caution']).default('forbidden'),
  topic: plainText(50).default(''),
  source: plainText(200).default('').describe('The rule it comes from'),
  suggestion: plainText(200).default('').describe('What to write instead'),
})
export const sensitiveWordView = sensitiveWordInput.extend({
  origin: z.enum(['rules', 'bank']).describe('Came with Banyan, or was added here'),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
})
export const sensitiveWordQuery = pageQuery.extend({
  search: z.string().max(50).optional(),
  severity: z.enum(['forbidden', 'caution']).optional(),
  topic: z.string().max(50).optional(),
})

export async function allSensitiveWords(ctx: Pick<Context, 'postgres'>): Promise<SensitiveWord[]> {
  return templateTables(ctx.postgres)
    .selectFrom('sensitive_word')
    .select(['word', 'severity', 'topic', 'source', 'suggestion'])
    .orderBy('word')
    .execute()
}

export async function listSensitiveWords(
  ctx: Pick<Context, 'postgres'>,
  query: z.output<typeof sensitiveWordQuery>,
): Promise<{ items: z.output<typeof sensitiveWordView>[]; next: string | null }> {
  let rows = templateTables(ctx.postgres)
    .selectFrom('sensitive_word')
    .selectAll()
    .orderBy('topic')
    .orderBy('word')
    .limit(query.limit + 1)
  if (query.search !== undefined && query.search !== '') {
    const pattern = containing(query.search)
    rows = rows.where((is) =>
      is.or([
        is('word', 'ilike', pattern),
        is('source', 'ilike', pattern),
        is('suggestion', 'ilike', pattern),
      ]),
    )
  }
  if (query.severity) rows = rows.where('severity', '=', query.severity)
  if (query.topic !== undefined) rows = rows.where('topic', '=', query.topic)
  if (query.cursor !== undefined) {
    const [topic, word] = decodeCursor(query.cursor, z.tuple([z.string(), z.string()]))
    rows = rows.where((is) => is(is.refTuple('topic', 'word'), '>', is.tuple(topic, word)))
  }
  const found = await rows.execute()
  const { items, next } = cutPage(found, query.limit, (last) => [last.topic, last.word])
  return {
    items: items.map(({ created_by, created_at, ...row }) => ({
      ...row,
      createdBy: created_by,
      createdAt: created_at.toISOString(),
    })),
    next,
  }
}

/** Add a word, or say something else about one that is listed. */
export async function saveSensitiveWord(
  ctx: Context,
  input: z.input<typeof sensitiveWordInput>,
): Promise<z.output<typeof sensitiveWordInput>> {
  const entry = sensitiveWordInput.parse(input)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const { word, ...rest } = entry
    await templateTables(transaction)
      .insertInto('sensitive_word')
      .values({ ...entry, origin: 'bank', created_by: ctx.actor.name, created_at: ctx.clock.now() })
      .onConflict((conflict) => conflict.column('word').doUpdateSet(rest))
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'sensitive_word.save',
      objectKind: 'sensitive_word',
      objectId: word,
      detail: rest,
    })
    return entry
  })
}

/** @throws AppError not_found */
export async function deleteSensitiveWord(ctx: Context, word: string): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const gone = await templateTables(transaction)
      .deleteFrom('sensitive_word')
      .where('word', '=', word)
      .returning(['severity', 'source'])
      .executeTakeFirst()
    if (!gone) throw new AppError('not_found', 'This word is not listed')
    await writeAudit(transaction, ctx, {
      action: 'sensitive_word.delete',
      objectKind: 'sensitive_word',
      objectId: word,
      detail: gone,
    })
  })
}
