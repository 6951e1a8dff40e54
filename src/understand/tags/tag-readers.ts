import { sql } from 'kysely'
import type { DisplayName } from '../rules/index.ts'
import type { tagTables } from './store.ts'

interface SegmentTable {
  key: string
  name: DisplayName
  rule: unknown
  archived_at: Date | null
}

export interface TagReaders {
  /** Tags that are computed from it, retired ones left out. */
  readonly tags: readonly string[]
  /** Segments whose rules ask for it, archived ones left out. */
  readonly segments: readonly { readonly key: string; readonly name: DisplayName }[]
}

/**
 * What reads a tag. Segments are a later module, so their rules are read as what they are in the store: anywhere in the
 * JSON of a rule, a condition on a tag is `{ "tag": key, … }`.
 */
export async function tagReaders(db: ReturnType<typeof tagTables>, key: string): Promise<TagReaders> {
  const tags = await db
    .selectFrom('tag')
    .select('key')
    .where((is) => is(is.val(key), '=', is.fn.any('tag.reads')))
    .where('status', '!=', 'retired')
    .orderBy('key')
    .execute()
  const segments = await db
    .withTables<{ segment: SegmentTable }>()
    .selectFrom('segment')
    .select(['key', 'name'])
    .where('archived_at', 'is', null)
    .where(
      sql<boolean>`jsonb_path_exists(rule, '$.**.tag ? (@ == $key)', jsonb_build_object('key', ${key}::text))`,
    )
    .orderBy('key')
    .execute()
  return { tags: tags.map((tag) => tag.key), segments }
}
