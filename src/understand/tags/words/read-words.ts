import type { Context } from '../../../platform/context.ts'
import type { WordEncoding } from '../../rules/index.ts'
import { wordsTable, wordTables } from './words-store.ts'

export interface GroupWords {
  readonly table: string
  readonly encodings: Readonly<Record<string, WordEncoding>>
}

/** The words that rules may read right now, by the key of the group. */
export async function readWords(ctx: Context): Promise<Map<string, GroupWords>> {
  const rows = await wordTables(ctx.postgres)
    .selectFrom('tag_words')
    .innerJoin('tag_group', 'tag_group.id', 'tag_words.group_id')
    .select(['tag_group.key', 'tag_words.version', 'tag_words.encodings'])
    .where('tag_words.valid', '=', true)
    .execute()
  return new Map(
    rows.map(({ key, version, encodings }) => [key, { table: wordsTable(key, version), encodings }]),
  )
}
