import { canonical } from '../../platform/clickhouse/canonical.ts'
import { identifier } from '../../platform/clickhouse/literal.ts'
import { customersSql } from '../rules/index.ts'
import {
  compileTag,
  type RefreshDay,
  type TagDefinition,
  type TagReach,
  type TagSource,
} from './kinds/index.ts'
import { groupSources } from './sources/index.ts'

export interface GroupTag {
  readonly key: string
  readonly definition: TagDefinition
}

/** The statements that build a group's table, in order. */
export interface GroupBuild {
  readonly create: string
  /** One scan of the source computes every tag. */
  readonly compute: string
  /** Customers without a row in the source: sums and counts 0, everything else missing. */
  readonly fill: string
}

/** Table of a tag group. */
export function groupTable(group: string): string {
  return `tag_${group}`
}

/** Where the next version is built; no group key can produce this name. */
export function buildTable(group: string): string {
  return `next_tag_${group}`
}

/**
 * Compile a group to the statements that build `table`: one row for every customer, a column per tag, ordered by
 * customer number. Merged numbers are read as what they were merged into; strangers without a row in `customer` are
 * left out.
 */
export function compileGroup(
  table: string,
  source: TagSource,
  tags: readonly GroupTag[],
  day: RefreshDay,
): GroupBuild {
  const compiled = tags.map(({ key, definition }) => ({ name: identifier(key), ...compileTag(definition) }))
  const { table: from, onePerCustomer, where } = groupSources[source]
  const conditions = where(joinReaches(compiled.map((tag) => tag.reach(day))), day)
  const who = canonical('customer')
  // Columns are filled by position: an alias named like a source column would replace it in the other expressions.
  const select = [onePerCustomer ? 'customer' : who, ...compiled.map((tag) => tag.select(day))].join(',\n  ')
  const scope = onePerCustomer
    ? `WHERE ${[...conditions, `${who} = customer`].join('\n  AND ')}`
    : `WHERE ${[...conditions, '1'].join('\n  AND ')}\nGROUP BY ${who}\nHAVING bitmapContains(${customersSql}, ${who})`
  const columns = ['customer', ...compiled.map((tag) => tag.name)].join(', ')
  return {
    create: `CREATE TABLE ${identifier(table)} (customer UInt32, ${compiled
      .map((tag) => `${tag.name} ${tag.column.clickhouse}`)
      .join(', ')}) ENGINE = MergeTree ORDER BY customer`,
    compute: `INSERT INTO ${identifier(table)} (${columns})\nSELECT ${select}\nFROM ${from}\n${scope}`,
    fill: `INSERT INTO ${identifier(table)} (customer)
SELECT arrayJoin(bitmapToArray(bitmapAndnot(
${customersSql},
(SELECT groupBitmapState(customer) FROM ${identifier(table)}))))`,
  }
}

/** What all tags together need: the earliest day, every event name; nothing is skipped that any tag wants. */
function joinReaches(reaches: readonly TagReach[]): TagReach {
  const days = reaches.map((reach) => reach.since)
  const events = reaches.map((reach) => reach.events)
  const bounded = days.filter((since) => since !== undefined).sort()
  return {
    ...(bounded.length === days.length && bounded[0] !== undefined ? { since: bounded[0] } : {}),
    ...(events.every((names) => names !== undefined) && events.length > 0
      ? { events: [...new Set(events.flat())] }
      : {}),
  }
}
