import { type AnnouncedBlock, blockJustBefore } from '../../../collect/drainer/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { Postgres } from '../../../platform/context.ts'
import { propertyConditionSql } from '../../../understand/rules/index.ts'
import { ruleCondition } from '../goal-condition.ts'
import { isHappening } from '../happenings/happening-names.ts'
import type { EntryOf } from '../schema.ts'
import type { Comers, EntryScope } from './entry-kind.ts'
import type { EntryState } from './entry-state.ts'

/** Blocks without a listened event are passed by without a note, until there are so many. */
const worthANote = 200

/** From which block on the entry of a journey has to read. */
export async function unreadFrom(connection: Postgres, state: EntryState, since: Date): Promise<number> {
  return state.drained ?? blockJustBefore(connection, since)
}

/**
 * Whoever did something in the blocks that the drainer has stored since. Progress goes by blocks, in the order in which
 * they became readable, so an event that comes late or out of order is let in like any other.
 */
export function eventComers(
  { journey, state, unread, unreadFrom: after }: EntryScope,
  entry: EntryOf<'event'>,
): Comers | null {
  const blocks = unread.blocks.filter(
    ({ id, names }) => id > after && (names === null || names.includes(entry.event)),
  )
  if (blocks.length === 0 && state.drained !== undefined && unread.through - after < worthANote) return null
  const where = [
    ...(entry.where ?? []).map((one) => `(${propertyConditionSql(ruleCondition(one))})`),
    // What a journey does never lets anybody into it: it would feed itself without end.
    ...(isHappening(entry.event) ? [`properties['journey'] != ${literal(journey.key, 'String')}`] : []),
  ].join(' AND ')
  return {
    sql: `SELECT ${canonical('customer')} AS customer FROM ${blockEventsSql(blocks, [entry.event])}${
      where === '' ? '' : ` AND ${where}`
    }`,
    few: true,
    nobody: blocks.length === 0,
    state: () => ({ drained: Math.max(after, unread.through) }),
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
