import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Answer, HostileRequest } from './hostile-request.ts'

// What only our inside knows. SQL counts only where the request did not bring it along itself.
const inside: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['stack trace', /\n\s+at (?:async )?[\w.<>[\] ]+ ?\(|\bat (?:file|node):/],
  ['file path', /\/(?:node_modules|home|root|tmp|usr|work|var)\/[\w.-]+|\b[\w-]+\.ts:\d+/],
  ['ClickHouse error', /DB::Exception|\bCode: \d+\.|\bchdb\b/i],
  [
    'PostgreSQL error',
    /relation "|column "|violates|duplicate key|invalid input syntax|syntax error at or near|out of range for type/i,
  ],
  ['library', /\b(?:FST_ERR_(?!CTP|VALIDATION)|ZodError|kysely|pg-boss|SequelizeError|ERR_[A-Z]+_[A-Z_]+)\b/],
]
const sql =
  /\b(?:SELECT\s[\s\S]{1,200}?\sFROM\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+TABLE\s)/i

/** What an answer gives away, or undefined. */
export function leakIn(
  request: HostileRequest,
  answer: Answer,
  secrets: readonly string[],
): string | undefined {
  const text = `${JSON.stringify(answer.headers)}\n${answer.body}`
  const sent = `${decodeURIComponentSafely(request.path)}\n${request.body?.toString('utf8') ?? ''}`
  for (const [what, pattern] of inside) {
    const found = pattern.exec(text)?.[0]
    if (found !== undefined && !sent.includes(found)) return `${what}: ${found}`
  }
  const statement = sql.exec(answer.body)?.[0]
  if (statement !== undefined && !sent.includes(statement)) return `SQL: ${statement}`
  const secret = secrets.find(
    (value) => text.includes(value) && !JSON.stringify(request.headers).includes(value),
  )
  return secret === undefined ? undefined : `secret: ${secret.slice(0, 4)}…`
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Passwords and keys that lie in the server's data directory. */
export function secretsIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => /\.(?:key|secret|password)$/.test(name))
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'utf8').trim())
    .filter((text) => text.length >= 8)
}
