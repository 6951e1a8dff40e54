import { identifier } from '../../../platform/clickhouse/literal.ts'
import type { ComparedColumn, Comparison } from '../comparison.ts'
import { daysBetween } from '../../../platform/calendar-day.ts'
import { isRelative, relativeRange } from '../relative-dates.ts'
import { centsDigits, centsNumber } from './cents.ts'
import { type TagWords, wordColumn } from './encoding.ts'
import { type KeyRange, keyRanges } from './key-ranges.ts'
import { type Digits, rangeSql } from './range-sql.ts'
import { joinWords, othersSql, presentSql } from './word-sql.ts'

/** More listed numbers are found by a scan. */
const mostRanges = 16
/**
 * The customers of a word for whom a comparison holds, as SQL over the tag's words: the same that comparisonSql finds
 * by a scan. Undefined where words cannot say.
 */
export function compareWords(
  tag: string,
  column: ComparedColumn,
  { encoding }: TagWords,
  comparison: Comparison,
  today: string,
): string | undefined {
  const known = knownSql(tag, encoding)
  const { op, value } = comparison
  if (op === 'is_set') return known
  if (op === 'is_not_set') return othersSql(known)
  const values = Array.isArray(value) ? value : value === undefined ? [] : [value]
  if (op === 'ne' || op === 'not_in') {
    const same = compareWords(tag, column, { table: '', encoding }, { op: 'in', value: values }, today)
    return same === undefined ? undefined : `bitXor(${known}, ${same})`
  }
  switch (encoding.kind) {
    case 'values':
      return valuesSql(tag, encoding, known, new Set(values.map(String)))
    case 'flag': {
      const yes = identifier(wordColumn.true(tag))
      return joinWords('bitOr', [
        ...(values.includes(true) ? [yes] : []),
        ...(values.includes(false) ? [`bitXor(${known}, ${yes})`] : []),
      ])
    }
    case 'digits': {
      const ranges = rangesOf(column, encoding.scale, comparison, today)
      if (ranges === undefined || ranges.length > mostRanges) return undefined
      const number = digitsOf(tag, encoding)
      const { least, scale } = encoding
      const place = (key: number): number =>
        scale === 100 && Number.isFinite(key) ? centsNumber(Math.max(0, key - least)) : key - least
      return joinWords(
        'bitOr',
        ranges.map(([low, high]) => rangeSql(number, known, place(low), place(high + 1))),
      )
    }
  }
}

function digitsOf(tag: string, { digits, scale }: TagWords['encoding'] & { kind: 'digits' }): Digits {
  const marks = scale === 100 ? Object.values(centsDigits).filter((digit) => digit < digits) : []
  const words = (name: (tag: string, digit: number) => string): Map<number, string> =>
    new Map(marks.map((digit) => [digit, identifier(name(tag, digit))]))
  return {
    digits: Array.from({ length: digits }, (_, digit) => identifier(wordColumn.digit(tag, digit))),
    below: words(wordColumn.below),
    from: words(wordColumn.from),
  }
}

/** Who has one of the wanted values. Of many, the others are fewer columns to read. */
function valuesSql(
  tag: string,
  { values, known: hasKnown }: TagWords['encoding'] & { kind: 'values' },
  known: string,
  wanted: ReadonlySet<string>,
): string {
  const columns = (some: readonly string[]): string =>
    joinWords(
      'bitOr',
      some.map((text) => identifier(wordColumn.value(tag, values.indexOf(text)))),
    )
  const inside = values.filter((text) => wanted.has(text))
  const outside = values.filter((text) => !wanted.has(text))
  return hasKnown && outside.length + 1 < inside.length
    ? `bitXor(${known}, ${columns(outside)})`
    : columns(inside)
}

function knownSql(tag: string, encoding: TagWords['encoding']): string {
  if (encoding.kind !== 'values') return encoding.partial ? identifier(wordColumn.known(tag)) : presentSql
  if (encoding.known) return identifier(wordColumn.known(tag))
  return joinWords(
    'bitOr',
    encoding.values.map((_, index) => identifier(wordColumn.value(tag, index))),
  )
}

/** The whole numbers that satisfy a comparison; undefined where it compares otherwise than by size. */
function rangesOf(
  column: ComparedColumn,
  scale: number,
  { op, value }: Comparison,
  today: string,
): readonly KeyRange[] | undefined {
  if (isRelative(op)) {
    if (op.startsWith('anniversary')) return undefined
    const [from, to] = relativeRange(op, value, today)
    return [[dayNumber(from), dayNumber(to)]]
  }
  const values = Array.isArray(value) ? value : [value]
  const numbers = values.map((one) => (column.type === 'date' ? dayNumber(String(one)) : Number(one)))
  return keyRanges(op, numbers, scale, column.clickhouse)
}

function dayNumber(day: string): number {
  return daysBetween('1970-01-01', day)
}
