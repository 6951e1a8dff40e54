import { explainPrefix } from '../../platform/clickhouse/guest-answer.ts'
import type { Context } from '../../platform/context.ts'
import { checkStatement, checkWords } from './check-statement.ts'
import { settingsOf } from './limits.ts'
import { readTokens } from './read-tokens.ts'
import { refuse } from './statement-problem.ts'

/** How long ClickHouse may think about the shape of a statement. */
const parsing = { ...settingsOf(1), max_execution_time: 5, max_result_rows: 0, limit: 0 }

/**
 * A statement that may run, as it is to be run: comments blanked out, every place where it was.
 * @param database of the lab
 * @throws StatementRefused
 */
export async function parseStatement(
  ctx: Context,
  sql: string,
  { database, signal }: { database: string; signal?: AbortSignal | undefined },
): Promise<string> {
  const { text, tokens } = readTokens(sql)
  checkWords(tokens)
  const lines = await ctx.clickhouse
    .explainSyntax(text, { database, settings: parsing, signal })
    .catch((error: unknown) => refuseSyntax(error, text, signal))
  checkStatement(
    lines,
    tokens,
    new Set(['system', 'default', 'information_schema', ctx.clickhouse.database, database]),
  )
  return text
}

/** What the parser says about a statement that it does not take; it counts bytes, from 1. */
function refuseSyntax(error: unknown, text: string, signal: AbortSignal | undefined): never {
  signal?.throwIfAborted()
  const message = error instanceof Error ? error.message : ''
  const position = /failed at position (\d+)/.exec(message)?.[1]
  if (position === undefined) {
    const code = error instanceof Error && 'type' in error ? String(error.type) : ''
    if (code === '') throw error
    if (/MEMORY|TIMEOUT|TOO_(?:DEEP|BIG)/.test(code))
      refuse('too_long', 'The statement is too complex: nest less, or make it shorter', {
        from: 0,
        to: text.length,
      })
    const reason = message.split(/[.:]\s|\(/)[0] ?? message
    refuse('syntax', reason.slice(0, 200), { from: 0, to: text.length })
  }
  const bytes = Math.max(0, Number(position) - 1 - explainPrefix.length)
  const from = Buffer.from(text).subarray(0, bytes).toString('utf8').length
  const subject = /^\w+|^\S/.exec(text.slice(from))?.[0] ?? ''
  const end = text.trimEnd().length
  if (subject === '')
    refuse('syntax', 'The statement ends too early', { from: Math.max(0, end - 1), to: end })
  refuse('syntax', `Syntax error at ${subject}`, { from, to: from + subject.length, subject })
}
