import { textLiteral } from './sql-text.ts'

const openEnd = "toDate32('2299-12-31')"

/** Rows of table `balance` with their plain column names. */
export const balanceTable = 'import_derived_balance'

/**
 * Balances as change intervals from the ledger rows a plan wrote: the running sum of each day's transactions, one row
 * for every day on which it changed (and for an account's first day). Decimal throughout, so sums are exact.
 */
export function balancesFromLedger(plan: string, timezone: string): string {
  return `CREATE TABLE ${balanceTable} ENGINE = MergeTree ORDER BY tuple() AS
SELECT customer, holding, product, class, day AS \`from\`,
  leadInFrame(day, 1, ${openEnd}) OVER (
    PARTITION BY customer, holding ORDER BY day ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS \`to\`,
  amount
FROM (
  SELECT customer, holding, day, change,
    sum(change) OVER (PARTITION BY customer, holding ORDER BY day) AS amount,
    row_number() OVER (PARTITION BY customer, holding ORDER BY day) AS nth
  FROM (
    SELECT customer, holding, toDate32(at, ${textLiteral(timezone)}) AS day, sum(amount) AS change
    FROM ledger FINAL
    WHERE origin = ${textLiteral(plan)}
    GROUP BY customer, holding, day
  )
) AS l
LEFT JOIN (
  SELECT holding, argMax(product, updated) AS product, argMax(class, updated) AS class FROM holding FINAL GROUP BY holding
) AS h ON h.holding = l.holding
WHERE change != 0 OR nth = 1`
}

/** The same from rows of a file: each amount holds from its date until the date given, or the account's next row. */
export function balancesFromRows(resolved: string): string {
  return `CREATE TABLE ${balanceTable} ENGINE = MergeTree ORDER BY tuple() AS
SELECT customer, f_account AS holding, product, class, assumeNotNull(f_date) AS \`from\`,
  least(
    ifNull(f_until, ${openEnd}),
    leadInFrame(assumeNotNull(f_date), 1, ${openEnd}) OVER (
      PARTITION BY customer, f_account ORDER BY f_date ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
  ) AS \`to\`,
  f_amount AS amount
FROM (
  SELECT *, lagInFrame(f_amount, 1) OVER previous AS amount_before, lagInFrame(f_until, 1) OVER previous AS until_before,
    row_number() OVER previous AS nth
  FROM ${resolved}
  WHERE problem = ''
  WINDOW previous AS (PARTITION BY customer, f_account ORDER BY f_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
)
WHERE nth = 1 OR f_amount != amount_before OR isNotNull(f_until) OR isNotNull(until_before)`
}
