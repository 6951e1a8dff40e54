import { identifier } from '../../platform/clickhouse/literal.ts'
import { type Blocks, type CustomerBlock, inBlock, whose } from './customer-blocks.ts'

/** A subquery that stands beside the customers under `alias`: columns `customer` and whatever the tags read. */
export interface Joined {
  readonly alias: string
  /** SELECT of the rows of one block. */
  readonly rows: (block: CustomerBlock) => string
}

/** FROM: every known customer of the block once, as `known`, with what was joined. */
export function customersWith(joined: readonly Joined[], blocks: Blocks, block: CustomerBlock): string {
  const conditions = [...inBlock(blocks, block), `${whose(blocks)} = customer`]
  const known = `(SELECT customer FROM customer FINAL WHERE ${conditions.join(' AND ')}) AS known`
  const joins = joined.map(
    ({ alias, rows }) =>
      `LEFT ANY JOIN (${rows(block)}) AS ${identifier(alias)} ON ${identifier(alias)}.customer = known.customer`,
  )
  return [known, ...joins].join('\n')
}

/** The rows of another group's table: its customers are canonical already. */
export function groupRows(table: string, tags: readonly string[]): (block: CustomerBlock) => string {
  const columns = ['customer', ...tags.map(identifier)].join(', ')
  return (block) => {
    const conditions = inBlock({ blocks: [], merges: false }, block)
    return `SELECT ${columns} FROM ${identifier(table)}${conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`}`
  }
}
