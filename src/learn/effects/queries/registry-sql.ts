import { literal } from '../../../platform/clickhouse/literal.ts'
import { aumClasses } from '../../../understand/customers/index.ts'
import { propertyNumberSql } from '../../../understand/rules/index.ts'
import type { Base } from '../../metrics/index.ts'
import { balanceSql, eventsSql, optOutsSql, perPerson, type Span } from './measure-parts.ts'

/** A metric of the registry, customer by customer. */
export interface RegistryComputed {
  readonly kind: 'registry'
  readonly of: readonly RegistryTerm[]
  readonly per: readonly RegistryTerm[] | null
  /** Whether values are amounts, which may be cut off. */
  readonly amount: boolean
}

export interface RegistryTerm {
  readonly factor: number
  readonly fact:
    | Exclude<Base['formula'], { kind: 'customers' }>
    /** Bitmap of the customers who satisfy the rule. */
    | { readonly kind: 'customers'; readonly bitmap: string }
  /** Bitmap of the customers who qualify. */
  readonly condition: string | null
}

/**
 * `SELECT person, y, x, d`: what each assigned customer adds within the window. Events count within the effect's own
 * window; balances are what changed since the day before the assignment, and in a ratio what there is at the end.
 */
export function registrySql({ of, per }: RegistryComputed, span: Span): string {
  const part = (term: RegistryTerm, columns: string): string =>
    `SELECT person, ${columns} FROM (SELECT person, y AS now, x AS earlier FROM (${termSql(term, span, per === null)}))`
  const parts = [
    ...of.map((term) => part(term, `${times(term)} * now AS y, ${times(term)} * earlier AS x, 0. AS d`)),
    ...(per ?? []).map((term) => part(term, `0. AS y, 0. AS x, ${times(term)} * now AS d`)),
  ]
  return `SELECT person, sum(y) AS y, sum(x) AS x, sum(d) AS d FROM (${parts.join(' UNION ALL ')}) GROUP BY person`
}

const times = ({ factor }: RegistryTerm): string => literal(factor, 'Float64')

/** Who qualifies, and what their rules say, is known as of the end only: the time before says nothing then. */
function termSql({ fact, condition }: RegistryTerm, span: Span, change: boolean): string {
  const facts = factSql(fact, span, change)
  if (condition === null) return facts
  return `SELECT person, y, 0. AS x FROM (${facts}) WHERE bitmapContains(${condition}, person)`
}

function factSql(fact: RegistryTerm['fact'], span: Span, change: boolean): string {
  switch (fact.kind) {
    case 'customers':
      return `SELECT person, 1. AS y, 0. AS x FROM assigned WHERE bitmapContains(${fact.bitmap}, person)`
    case 'balance':
      return balanceSql({ ...fact, classes: fact.classes ?? [...aumClasses] }, span, change)
    case 'opt_out':
      return perPerson(
        optOutsSql(span, fact.channels),
        span,
        fact.of === 'users'
          ? { y: 'toFloat64(countIf(after) > 0)', x: 'toFloat64(countIf(before) > 0)' }
          : { y: 'toFloat64(uniqExactIf(channel, after))', x: 'toFloat64(uniqExactIf(channel, before))' },
      )
    case 'measure': {
      const { events, where = [], property = '' } = fact
      const value = fact.of === 'sum' ? propertyNumberSql(property) : '1'
      const once = fact.of === 'users'
      return perPerson(eventsSql({ events, where }, value, span), span, {
        y: once ? 'toFloat64(countIf(after) > 0)' : 'sumIf(value, after)',
        x: once ? 'toFloat64(countIf(before) > 0)' : 'sumIf(value, before)',
      })
    }
  }
}
