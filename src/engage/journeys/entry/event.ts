import { type AnnouncedBlock, blockJustBefore, readBlocksAfter } from '../../../collect/drainer/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { propertyConditionSql } from '../../../understand/rules/index.ts'
import { ruleCondition } from '../goal-condition.ts'
import type { EntryOf } from '../schema.ts'
import type { Comers, EntryScope } from './entry-kind.ts'

/** Most blocks that one tick reads. */
const mostBlocks = 500

/**
 * Whoever did something in the blocks that the drainer has stored since. Progress goes by blocks, in the order in which
 * they became readable, so an event that comes late or out of order is let in like any other.
 * @param unread blocks that somebody has read already on behalf of many journeys
 */
export async function eventComers(
  scope: EntryScope,
  entry: EntryOf<'event'>,
  unread?: readonly AnnouncedBlock[],
): Promise<Comers | null> {
  const { connection, state, since } = scope
  const after = state.drained ?? (await blockJustBefore(connection, since))
  const found =
    unread?.filter(({ id }) => id > after) ?? (await readBlocksAfter(connection, after, mostBlocks))
  const newest = found.at(-1)
  if (!newest) return null
  const blocks = found.filter(({ names }) => names === null || names.includes(entry.event))
  // Blocks without such an event are passed by without a tick, and noted now and then.
  if (blocks.length === 0 && found.length < mostBlocks && state.drained !== undefined) return null
  const where = (entry.where ?? [])
    .map((one) => `(${propertyConditionSql(ruleCondition(one))})`)
    .join(' AND ')
  return {
    sql: `SELECT ${canonical('customer')} AS customer FROM ${blockEventsSql(blocks, [entry.event])}${
      where === '' ? '' : ` AND ${where}`
    }`,
    few: true,
    state: () => ({ drained: newest.id }),
    events: { blocks, name: entry.event, where },
  }
}

/** The events of some blocks, behind `FROM`. Spans of time keep all parts out that cannot hold them. */
export function blockEventsSql(blocks: readonly AnnouncedBlock[], names: readonly string[]): string {
  if (blocks.length === 0) return 'event WHERE 0'
  const span = (of: 'at' | 'received'): string => {
    const from = new Date(Math.min(...blocks.map((block) => block[of][0].getTime())))
    const to = new Date(Math.max(...blocks.map((block) => block[of][1].getTime())))
    return `${of} BETWEEN ${literal(from, 'DateTime64(3)')} AND ${literal(to, 'DateTime64(3)')}`
  }
  const numbers = literal(
    blocks.map(({ block }) => block),
    'Array(UInt64)',
  )
  return `event
    WHERE block IN ${numbers} AND name IN ${literal(names, 'Array(String)')} AND ${span('at')} AND ${span('received')}`
}
