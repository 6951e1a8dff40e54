import { identifier } from '../../../platform/clickhouse/literal.ts'
import { wordColumn } from './encoding.ts'

/** Everybody who has a row. */
export const presentSql = identifier(wordColumn.present)
export const nobodySql = 'toUInt64(0)'

/** Bitwise OR or AND of words. */
export function joinWords(name: 'bitOr' | 'bitAnd', words: readonly string[]): string {
  const [first, ...rest] = words
  return first === undefined ? nobodySql : rest.reduce((joined, word) => `${name}(${joined}, ${word})`, first)
}

/** Those who are in the table but not in `words`, which hold only such. */
export function othersSql(words: string): string {
  return `bitXor(${presentSql}, ${words})`
}
