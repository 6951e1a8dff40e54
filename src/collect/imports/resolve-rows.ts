import { literal } from '../../platform/clickhouse/literal.ts'
import { textLiteral } from './sql-text.ts'
import { stageTable } from './stage-mapping.ts'
import type { Target } from './targets/target.ts'

/** Name of the table that holds a target's rows with their customers, and what is wrong with each, if anything. */
export const resolvedTable = (target: Target): string => `import_resolved_${target.name}`

/** Mark of a row that lies after the as-of date: neither imported nor refused. */
export const later = 'later|'

const customerNumbers =
  "SELECT value, min(customer) AS customer FROM identifier WHERE namespace = 'customer_number' GROUP BY value"

/** Of one key held by several customers the newest row counts. */
const holdings =
  'SELECT holding, argMax(customer, updated) AS owner, argMax(product, updated) AS product, argMax(class, updated) AS class FROM holding FINAL GROUP BY holding'

/**
 * One statement from stage to resolved rows: joins customers by number or through the account's holding, sets rows
 * after `asOf` aside, and refuses every row whose key an earlier row of the same target has.
 */
export function resolveRows(target: Target, options: { asOf?: string; timezone: string }): string {
  const { customer, related, extra, joins, problems } = ownership(target)
  const after =
    target.time === undefined || options.asOf === undefined
      ? undefined
      : laterThan(target, options.asOf, options.timezone)
  const found = [
    "s.problem != '', s.problem",
    ...(after === undefined ? [] : [`${after}, '${later}'`]),
    ...problems,
    "''",
  ]
  const key = target.key.map((field) => `f_${field}`).join(', ')
  return `CREATE TABLE ${resolvedTable(target)} ENGINE = MergeTree ORDER BY tuple() AS
SELECT * EXCEPT (found, nth), if(found = '' AND nth > 1, 'duplicate_key|', found) AS problem
FROM (
  SELECT *, row_number() OVER (PARTITION BY found = '', ${key} ORDER BY mapping, line) AS nth
  FROM (
    SELECT s.* EXCEPT (problem), ${customer} AS customer, ${related} AS related, ${extra},
      multiIf(${found.join(', ')}) AS found
    FROM ${stageTable(target)} AS s
    ${joins}
  )
)`
}

function laterThan(target: Target, asOf: string, timezone: string): string {
  const column = `s.f_${target.time}`
  const day =
    target.fields[target.time ?? '']?.type === 'instant'
      ? `toDate32(${column}, ${textLiteral(timezone)})`
      : column
  return `ifNull(${day} > ${literal(asOf, 'Date32')}, false)`
}

function ownership(target: Target): {
  customer: string
  related: string
  extra: string
  joins: string
  problems: readonly string[]
} {
  const plain = { related: 'toUInt32(0)', extra: "'' AS product, '' AS class" }
  switch (target.owner) {
    case 'none':
      return { ...plain, customer: 'toUInt32(0)', joins: '', problems: [] }
    case 'customer':
      return {
        ...plain,
        customer: 'c.customer',
        joins: `LEFT JOIN (${customerNumbers}) AS c ON c.value = s.f_customer`,
        problems: ["c.customer = 0, 'unknown_customer|customer'"],
      }
    case 'relation':
      return {
        ...plain,
        customer: 'c.customer',
        related: 'o.customer',
        joins: `LEFT JOIN (${customerNumbers}) AS c ON c.value = s.f_customer
    LEFT JOIN (${customerNumbers}) AS o ON o.value = s.f_related`,
        problems: [
          "c.customer = 0, 'unknown_customer|customer'",
          "o.customer = 0, 'unknown_customer|related'",
        ],
      }
    case 'account':
      return {
        related: 'toUInt32(0)',
        customer: "if(s.f_customer != '', c.customer, h.owner)",
        extra: 'h.product AS product, h.class AS class',
        joins: `LEFT JOIN (${customerNumbers}) AS c ON c.value = s.f_customer
    LEFT JOIN (${holdings}) AS h ON h.holding = s.f_account`,
        problems: [
          "s.f_customer != '' AND c.customer = 0, 'unknown_customer|customer'",
          // The balance's product and class come from the holding, whoever the customer is.
          ...(target.name === 'balances' ? ["h.owner = 0, 'unknown_account|account'"] : []),
          "s.f_customer = '' AND s.f_account = '', 'missing_value|customer'",
          "s.f_customer = '' AND h.owner = 0, 'unknown_account|account'",
        ],
      }
  }
}
