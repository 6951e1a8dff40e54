import { canonical } from '../../platform/clickhouse/canonical.ts'
import { identifier, literal } from '../../platform/clickhouse/literal.ts'
import { AppError } from '../../platform/errors.ts'
import { numberOfText, type RuleCatalogue, sqlText, sqlTexts } from '../../understand/rules/index.ts'
import type { Breakdown } from './question-parts.ts'

/** Values of a breakdown that are none of the data's own. */
export const rest = '$rest'
export const none = '$none'

/**
 * What a breakdown tells apart.
 * - `event`: SQL of a value of each event;
 * - `customer`: a statement that yields the values of customers (`customer, value`), of some of them several.
 * Values are texts; '' = none. `shown` are those shown on their own; null = all of them.
 */
export type Split = { readonly shown: readonly string[] | null } & (
  | { readonly of: 'event'; readonly value: string }
  | { readonly of: 'customer'; readonly relation: string }
)

/** What a value is called in an answer: itself, `$none` or `$rest`. */
export function shownSql({ shown }: Pick<Split, 'shown'>, value: string): string {
  if (shown === null) return `if(${value} = '', '${none}', ${value})`
  const kept = shown.length === 0 ? '0' : `${value} IN (${sqlTexts(shown)})`
  return `multiIf(${value} = '', '${none}', ${kept}, ${value}, '${rest}')`
}

/** Numbers as the bin that they fall into: `< 10`, `10 – 100`, `≥ 100`. */
export function binnedSql(number: string, edges: readonly number[]): string {
  const labels = binLabels(edges)
  const branches = edges.map(
    (edge, i) => `${number} < ${literal(edge, 'Float64')}, ${sqlText(labels[i] ?? '')}`,
  )
  return `ifNull(multiIf(isNull(${number}), '', ${branches.join(', ')}, ${sqlText(labels.at(-1) ?? '')}), '')`
}

export function binLabels(edges: readonly number[]): string[] {
  return [
    `< ${edges[0] ?? ''}`,
    ...edges.slice(1).map((edge, i) => `${edges[i] ?? ''} – ${edge}`),
    `≥ ${edges.at(-1) ?? ''}`,
  ]
}

function customers(value: string, from: string): Split {
  return { of: 'customer', relation: `SELECT customer, ${value} AS value FROM ${from}`, shown: null }
}

/** `organisations`: code of every organisation, and of the one that it counts to. */
export function compileSplit(
  breakdown: Breakdown,
  catalogue: RuleCatalogue,
  organisations: ReadonlyMap<string, string>,
): Split {
  switch (breakdown.by) {
    case 'property': {
      const value = `properties[${sqlText(breakdown.property)}]`
      const { bins } = breakdown
      return { of: 'event', value: bins ? binnedSql(numberOfText(value), bins) : value, shown: null }
    }
    case 'channel':
      return { of: 'event', value: 'toString(channel)', shown: null }
    case 'tag': {
      const tag = catalogue.tags.get(breakdown.tag)
      if (!tag?.table) {
        const message = tag
          ? `the tag "${breakdown.tag}" has not been computed yet: refresh its group first`
          : `there is no tag "${breakdown.tag}"`
        throw new AppError('invalid_definition', `The breakdown is wrong: ${message}`, {
          details: [{ path: '/breakdown/tag', message }],
        })
      }
      const column = identifier(tag.key)
      const value = breakdown.bins
        ? binnedSql(`toFloat64OrNull(toString(${column}))`, breakdown.bins)
        : `ifNull(toString(${column}), '')`
      return customers(value, identifier(tag.table))
    }
    case 'attribute': {
      const { attribute } = breakdown
      const standard = ['gender', 'province', 'city', 'branch', 'manager', 'risk', 'occupation']
      const value = standard.includes(attribute)
        ? `toString(${identifier(attribute)})`
        : `attributes[${sqlText(attribute)}]`
      return customers(value, 'customer FINAL')
    }
    case 'organisation': {
      const codes = [...organisations.keys()]
      const names = `[${sqlTexts(codes)}]`
      const counted = `[${sqlTexts([...organisations.values()])}]`
      const value =
        codes.length === 0
          ? 'toString(branch)'
          : `transform(toString(branch), ${names}, ${counted}, toString(branch))`
      return customers(value, 'customer FINAL')
    }
    case 'segment': {
      const parts = breakdown.segments.map((key, i) => {
        const segment = catalogue.segments.get(key)
        if (!segment || segment.snapshot === null) {
          const message = segment
            ? `the segment "${key}" has no snapshot yet: take one first`
            : `there is no segment "${key}"`
          throw new AppError('invalid_definition', `The breakdown is wrong: ${message}`, {
            details: [{ path: `/breakdown/segments/${i}`, message }],
          })
        }
        return `SELECT ${canonical('customer')} AS customer, ${sqlText(key)} AS value FROM segment_member WHERE segment = ${segment.id} AND version = ${segment.snapshot}`
      })
      return { of: 'customer', relation: parts.join('\nUNION ALL '), shown: null }
    }
  }
}

/** What an event's row needs so that its value of the breakdown can be told: `, … AS own`, or nothing. */
export function ownSql(split: Split | null): string {
  return split?.of === 'event' ? `, ${shownSql(split, split.value)} AS own` : ''
}

/**
 * Rows that have a column `who` (and `own`, see above), each once for all values together (`value` = '') and once for
 * each of its values.
 * @returns what stands after FROM
 */
export function spread(rows: string, split: Split | null): string {
  if (split === null) return `(SELECT *, '' AS value FROM (${rows}))`
  if (split.of === 'event') return `(SELECT * EXCEPT own, value FROM (${rows}) ARRAY JOIN ['', own] AS value)`
  const shown = `SELECT customer, groupUniqArray(${shownSql(split, 'value')}) AS own FROM (${split.relation}) GROUP BY customer`
  return `(SELECT rows.*, value FROM (${rows}) AS rows
LEFT ANY JOIN (${shown}) AS known ON rows.who = known.customer
ARRAY JOIN arrayConcat([''], if(empty(own), ['${none}'], own)) AS value)`
}
