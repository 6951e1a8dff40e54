import { AppError } from '../../platform/errors.ts'
import { parseRule, segmentsOf } from '../rules/index.ts'
import type { segmentTables } from './store.ts'

/**
 * A segment may read others, but never itself, neither directly nor through them.
 * @param rule the rule that the segment is about to get
 * @throws AppError invalid_definition with the chain that closes the circle
 */
export async function refuseCycles(
  db: ReturnType<typeof segmentTables>,
  key: string,
  rule: unknown,
): Promise<void> {
  const others = await db
    .selectFrom('segment')
    .select(['key', 'rule'])
    .where('archived_at', 'is', null)
    .execute()
  const reads = new Map(others.map((other) => [other.key, segmentsOf(parseRule(other.rule))]))
  reads.set(key, segmentsOf(parseRule(rule, '/rule')))
  const chain = findChain(key, key, reads, new Set())
  if (!chain) return
  const circle = [key, ...chain].join(' → ')
  throw new AppError(
    'invalid_definition',
    `The segment "${key}" would read itself: ${circle}. Remove one of these`,
    {
      details: [{ path: '/rule', message: `reads itself: ${circle}` }],
    },
  )
}

function findChain(
  from: string,
  to: string,
  reads: ReadonlyMap<string, string[]>,
  seen: Set<string>,
): string[] | null {
  for (const next of reads.get(from) ?? []) {
    if (next === to) return [next]
    if (seen.has(next)) continue
    seen.add(next)
    const rest = findChain(next, to, reads, seen)
    if (rest) return [next, ...rest]
  }
  return null
}
