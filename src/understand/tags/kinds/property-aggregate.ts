import { sqlText } from '../../rules/index.ts'
import { countColumn, numberColumn, textColumn, type TagColumn } from './tag-column.ts'

/** How the values of many rows become one value. `top` = the commonest text, the smaller one of equals. */
export const rowAggregates = ['sum', 'avg', 'min', 'max', 'distinct', 'top', 'first', 'last'] as const
export type RowAggregate = (typeof rowAggregates)[number]

const textual = new Set<RowAggregate>(['top', 'first', 'last'])
const total: TagColumn = { type: 'number', clickhouse: 'Float64', missing: 'never' }

export function aggregateColumn(aggregate: RowAggregate): TagColumn {
  if (aggregate === 'distinct') return countColumn
  if (aggregate === 'sum') return total
  return textual.has(aggregate) ? textColumn : numberColumn
}

/**
 * SQL aggregate over the rows that satisfy `condition`. Texts that are empty, and numbers that are not numbers, do not
 * take part: nothing is known from them.
 * @param text SQL of the value as text
 * @param number SQL of the value as Nullable(Float64)
 */
export function aggregateSql(
  aggregate: RowAggregate,
  text: string,
  number: string,
  condition: string,
): string {
  const said = `(${condition}) AND ${text} != ''`
  switch (aggregate) {
    case 'sum':
      return `ifNull(sumIf(${number}, ${condition}), 0)`
    case 'avg':
      return `avgOrNullIf(${number}, ${condition})`
    case 'min':
      return `minOrNullIf(${number}, ${condition})`
    case 'max':
      return `maxOrNullIf(${number}, ${condition})`
    case 'distinct':
      return `toUInt32(uniqExactIf(${text}, ${said}))`
    case 'first':
      return `argMinIf(${text}, (at, ${text}), ${said})`
    case 'last':
      return `argMaxIf(${text}, (at, ${text}), ${said})`
    case 'top': {
      const counted = `sumMapIf([${text}], [toUInt64(1)], ${said})`
      return `arraySort((value, often) -> (-toInt64(often), value), ${counted}.1, ${counted}.2)[1]`
    }
  }
}

/** A key of a map column, as text and as a finite number. */
export function mapValue(map: string, key: string): { text: string; number: string } {
  const text = `toString(${map}[${sqlText(key)}])`
  const parsed = `toFloat64OrNull(${text})`
  return { text, number: `if(isFinite(${parsed}), ${parsed}, NULL)` }
}
