import type { JSONColumnType } from 'kysely'
import type { Postgres } from '../../../platform/context.ts'
import type { WordEncoding } from '../../rules/index.ts'

type Encodings = Record<string, WordEncoding>

interface TagWordsTable {
  group_id: number
  version: number
  /** They belong to the group's current table. */
  valid: boolean
  encodings: JSONColumnType<Encodings>
}

type WordTables = { tag_words: TagWordsTable; tag_group: { id: number; key: string } }

export const wordTables = (postgres: Postgres) => postgres.withTables<WordTables>()

/** Table of a group's words. Each refresh makes a new one, so that whoever reads the one before finishes on it. */
export function wordsTable(group: string, version: number): string {
  return `words_${version}_tag_${group}`
}
