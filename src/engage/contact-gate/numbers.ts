/**
 * The stored numbers of a small set of people, as a statement for `only`: their own and those merged into them.
 * @param people SQL with a column `person`
 */
export function numbersSql(people: string): string {
  return `
    SELECT person FROM (${people})
    UNION ALL
    SELECT customer FROM customer_merge FINAL WHERE into IN (SELECT person FROM (${people}))`
}
