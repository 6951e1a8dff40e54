import { parseRule } from '../rules/index.ts'
import { referencesOf, type RuleReferences } from './rule-references.ts'
import type { segmentTables } from './store.ts'

/** Keys of the segments in use whose rules read a segment, a list or a tag. */
export async function readersOf(
  db: ReturnType<typeof segmentTables>,
  kind: keyof RuleReferences,
  key: string,
): Promise<string[]> {
  const segments = await db
    .selectFrom('segment')
    .select(['key', 'rule'])
    .where('archived_at', 'is', null)
    .orderBy('key')
    .execute()
  return segments
    .filter((segment) => referencesOf(parseRule(segment.rule))[kind].includes(key))
    .map((segment) => segment.key)
}
