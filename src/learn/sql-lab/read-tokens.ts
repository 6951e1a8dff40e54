import { refuse } from './statement-problem.ts'

/** A word, a quoted name, a text, a number or a sign of a statement. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'text' | 'number' | 'sign'
  /** As written; of quoted names and texts what stands between the quotes. */
  readonly text: string
  readonly from: number
  readonly to: number
}

export const longestStatement = 50_000

const controlCharacter = /[^\P{Cc}\t\r\n]/u
const word = /[A-Za-z_][A-Za-z0-9_]*/y
const number = /(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y
const blank = /[ \t\r\n]+/y
const sign = /<=>|->|::|\|\||[<>!=]=|<>|==|[-+*/%(),.[\]=<>?:]/y
/**
 * Names between quotes. Signs with which the printed syntax tree marks its own things (brackets, line ends) and the dot,
 * which would hide a database, stay out.
 */
const plainName = /^[\p{L}\p{N}_ %&/+:?!·，。、（）：-]{1,128}$/u

/**
 * Take a statement apart the way ClickHouse does, as far as statements here may go. What ClickHouse reads in another way
 * than one may expect (other quotes, heredocs, nested comments, placeholders, MySQL's variables) is refused, so that
 * there is one reading of what remains.
 * @returns the statement with comments blanked out and without a closing semicolon, every place where it was
 */
export function readTokens(sql: string): { text: string; tokens: Token[] } {
  if (sql.length > longestStatement)
    refuse('too_long', `The statement is longer than ${longestStatement} characters`, {
      from: longestStatement,
      to: sql.length,
    })
  // The engine may take one for the end of the statement, also inside quotes.
  const hidden = sql.search(controlCharacter)
  if (hidden !== -1)
    refuse('character', 'The statement has an invisible control character: write it as \\x00 in a text', {
      from: hidden,
      to: hidden + 1,
      subject: `U+${sql.charCodeAt(hidden).toString(16).padStart(4, '0')}`,
    })
  const tokens: Token[] = []
  let text = ''
  let at = 0
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(sql)?.[0]
  }
  const push = (kind: Token['kind'], raw: string, shown = raw): void => {
    tokens.push({ kind, text: shown, from: at, to: at + raw.length })
    text += raw
    at += raw.length
  }
  while (at < sql.length) {
    const spaces = take(blank)
    if (spaces !== undefined) {
      text += spaces
      at += spaces.length
      continue
    }
    const comment = commentAt(sql, at)
    if (comment !== undefined) {
      text += comment.replaceAll(/[^\r\n]/g, ' ')
      at += comment.length
      continue
    }
    const char = sql[at] ?? ''
    if (char === "'" || char === '"' || char === '`') {
      const raw = quotedAt(sql, at)
      const inner = raw.slice(1, -1)
      if (char !== "'" && !plainName.test(inner))
        refuse('character', 'A quoted name consists of letters, digits, blanks and a few signs', {
          from: at,
          to: at + raw.length,
          subject: inner.slice(0, 40),
        })
      push(char === "'" ? 'text' : 'quoted', raw, inner)
      continue
    }
    if (char === ';') {
      const rest = at + 1 + (sql.slice(at + 1).search(/\S/) === -1 ? sql.length : 0)
      if (rest < sql.length && !onlyComments(sql, at + 1))
        refuse(
          'several_statements',
          'Only one statement is run at a time: drop the semicolon and what follows',
          {
            from: at,
            to: at + 1,
          },
        )
      break
    }
    const found = take(word)
    if (found !== undefined) {
      push('word', found)
      continue
    }
    const digits = take(number)
    if (digits !== undefined) {
      push('number', digits)
      continue
    }
    const mark = take(sign)
    if (mark === undefined)
      refuse(
        'character',
        `The character ${JSON.stringify(char)} has no meaning here: names in other letters stand in "quotes"`,
        {
          from: at,
          to: at + 1,
          subject: char,
        },
      )
    push('sign', mark)
  }
  return { text, tokens }
}

/** A comment that begins here, whole. */
function commentAt(sql: string, at: number): string | undefined {
  if (sql.startsWith('--', at)) return /[^\r\n]*/.exec(sql.slice(at))?.[0]
  if (!sql.startsWith('/*', at)) return undefined
  const end = sql.indexOf('*/', at + 2)
  const nested = sql.indexOf('/*', at + 2)
  if (end === -1 || (nested !== -1 && nested < end))
    refuse('unclosed', 'The comment is not closed, or another one begins inside it', { from: at, to: at + 2 })
  return sql.slice(at, end + 2)
}

function onlyComments(sql: string, from: number): boolean {
  let at = from
  while (at < sql.length) {
    if (/\s/.test(sql[at] ?? '')) at += 1
    else {
      const comment = commentAt(sql, at)
      if (comment === undefined) return false
      at += comment.length
    }
  }
  return true
}

/** What stands between quotes, with them. A quote inside is doubled or follows a backslash. */
function quotedAt(sql: string, from: number): string {
  const quote = sql[from]
  for (let at = from + 1; at < sql.length; at += 1) {
    if (sql[at] === '\\') at += 1
    else if (sql[at] === quote) {
      if (sql[at + 1] !== quote) return sql.slice(from, at + 1)
      at += 1
    }
  }
  return refuse('unclosed', `The ${quote} is not closed`, { from, to: from + 1 })
}
