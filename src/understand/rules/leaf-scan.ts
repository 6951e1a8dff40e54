import { canonical } from '../../platform/clickhouse/canonical.ts'
import type { Of } from './customer-set.ts'

/** Read the rows of these stored numbers only; undefined = of everybody. */
export type Only = readonly number[] | undefined

/** The rows that a set is read from: `SELECT {who} FROM {from}` lists its customers, or everybody but them. */
export interface LeafScan {
  readonly who: string
  readonly from: string
  readonly complement: boolean
  readonly known: boolean
}

function said(conditions: readonly string[]): string {
  return conditions.filter((condition) => condition !== '').join(' AND ')
}

export function scanOf(set: Of<'rows' | 'exists' | 'groups'>, only: Only): LeafScan {
  const among = only === undefined ? [] : [`customer IN (${only.join(', ')})`]
  switch (set.kind) {
    case 'rows': {
      const condition = set.absent ? `NOT (${set.condition})` : set.condition
      const where = among.length === 0 ? condition : said([...among, `(${condition})`])
      return { who: 'customer', from: `${set.table} WHERE ${where}`, complement: set.absent, known: true }
    }
    case 'exists': {
      const where = said([set.part, ...among, set.filter])
      return {
        who: canonical('customer'),
        from: `${set.table} WHERE ${where}`,
        complement: false,
        known: set.known ?? false,
      }
    }
    case 'groups': {
      const where = said([set.part, ...among, either(set.filters)])
      const alone = set.filters.length === 1
      const having = set.absent ? `NOT (${set.having(alone)})` : set.having(alone)
      return {
        who: 'who',
        from: `(SELECT ${canonical('customer')} AS who FROM ${set.table} WHERE ${where} GROUP BY who HAVING ${having})`,
        complement: set.absent,
        known: false,
      }
    }
  }
}

export function either(conditions: readonly string[]): string {
  const [only] = conditions
  return conditions.length === 1 && only !== undefined
    ? only
    : `(${conditions.map((condition) => `(${condition})`).join(' OR ')})`
}
