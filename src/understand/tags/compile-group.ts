import { identifier } from '../../platform/clickhouse/literal.ts'
import { customersSql } from '../rules/index.ts'
import { type Blocks, inBlock, knownIn, wholeBank, whose } from './customer-blocks.ts'
import {
  type Bindings,
  compileTag,
  missingSql,
  type RefreshDay,
  type TagColumn,
  type TagDefinition,
  type TagReach,
  type TagSource,
  withMissing,
} from './kinds/index.ts'
import { customersWith, type Joined } from './read-tags.ts'
import { groupSources } from './sources/index.ts'

export interface GroupTag {
  readonly key: string
  readonly definition: TagDefinition
  /** Branch tag: only these branches' customers have a value. */
  readonly branches?: readonly string[] | undefined
}

/** The statements that build a group's table, in order. */
export interface GroupBuild {
  readonly create: string
  /** One scan of the source computes every tag, block by block of customers. */
  readonly compute: readonly string[]
  /** Customers without a row in the source: sums and counts 0, everything else missing. */
  readonly fill: string
}

/** What the tags are computed with besides their source. */
export interface GroupSurroundings {
  readonly blocks: Blocks
  /** By the key of the tag; tags without an entry need nothing. */
  readonly bindings: ReadonlyMap<string, Bindings>
  readonly joined: readonly Joined[]
  /** SQL bitmap of the customers of some branches. */
  readonly membersSql: (branches: readonly string[]) => string
}

const noSurroundings: GroupSurroundings = {
  blocks: wholeBank,
  bindings: new Map(),
  joined: [],
  membersSql: () => 'bitmapBuild(CAST([] AS Array(UInt32)))',
}

/**
 * A group's table lives until its next refresh: background merges of its parts, one or two a block and already in order,
 * would cost as much as the refresh itself.
 */
export const groupEngine =
  'ENGINE = MergeTree ORDER BY customer SETTINGS max_bytes_to_merge_at_max_space_in_pool = 1'

/** Table of a tag group. */
export function groupTable(group: string): string {
  return `tag_${group}`
}

/** Where the next version is built; no group key can produce this name. */
export function buildTable(group: string): string {
  return `next_tag_${group}`
}

/** Values of a past day, kept beside the current ones. */
export function pastTable(group: string, asOf: string): string {
  return `past_${asOf.replaceAll('-', '')}_tag_${group}`
}

/** Column of a tag in its group's table. A branch tag is missing for everyone else, whatever its kind. */
export function columnOf(tag: {
  readonly definition: TagDefinition
  readonly organisation?: string | null
  readonly branches?: readonly string[] | undefined
}): TagColumn {
  const { column } = compileTag(tag.definition)
  return tag.organisation || tag.branches ? withMissing(column) : column
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
  surroundings: GroupSurroundings = noSurroundings,
): GroupBuild {
  const { blocks, bindings, joined, membersSql } = surroundings
  const { table: scanned, onePerCustomer, where } = groupSources[source]
  const compiled = tags.map((tag) => ({ ...tag, name: identifier(tag.key), ...compileTag(tag.definition) }))
  const conditions = where(joinReaches(compiled.map((tag) => tag.reach(day))), day)
  const who = scanned === null ? 'known.customer' : onePerCustomer ? 'customer' : whose(blocks)
  // Columns are filled by position: an alias named like a source column would replace it in the other expressions.
  const values = compiled.map((tag) => {
    const value = tag.select(
      day,
      bindings.get(tag.key) ?? { key: tag.key, tags: new Map(), thresholds: new Map(), model: undefined },
    )
    if (!tag.branches) return value
    return `if(bitmapContains(${membersSql(tag.branches)}, ${who}), ${value}, ${missingSql(columnOf(tag))})`
  })
  const ours = compiled.filter((tag) => tag.branches)
  const absentValue = (tag: (typeof ours)[number]): string => {
    const value = tag.absent ?? `defaultValueOfTypeName('${tag.column.clickhouse}')`
    return `if(bitmapContains(${membersSql(tag.branches ?? [])}, customer), ${value}, ${missingSql(columnOf(tag))})`
  }
  const select = [who, ...values].join(',\n  ')
  const columns = ['customer', ...compiled.map((tag) => tag.name)].join(', ')
  return {
    create: `CREATE TABLE ${identifier(table)} (customer UInt32, ${compiled
      .map((tag) => {
        const absent = tag.absent === undefined || tag.branches ? '' : ` DEFAULT ${tag.absent}`
        return `${tag.name} ${columnOf(tag).clickhouse}${absent}`
      })
      .join(', ')}) ${groupEngine}`,
    compute: blocks.blocks.map((block) => {
      const insert = `INSERT INTO ${identifier(table)} (${columns})\nSELECT ${select}\nFROM `
      if (scanned === null) return insert + customersWith(joined, blocks, block)
      const kept = [...conditions, ...inBlock(blocks, block)]
      if (onePerCustomer)
        return `${insert}${scanned}\nWHERE ${[...kept, `${whose(blocks)} = customer`].join('\n  AND ')}`
      return `${insert}${scanned}\nWHERE ${[...kept, '1'].join('\n  AND ')}\nGROUP BY ${who}\nHAVING bitmapContains(${knownIn(blocks, block)}, ${who})`
    }),
    fill: `INSERT INTO ${identifier(table)} (${['customer', ...ours.map((tag) => tag.name)].join(', ')})
SELECT ${['customer', ...ours.map(absentValue)].join(', ')} FROM (SELECT arrayJoin(bitmapToArray(bitmapAndnot(
${customersSql},
(SELECT groupBitmapState(customer) FROM ${identifier(table)})))) AS customer)`,
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
