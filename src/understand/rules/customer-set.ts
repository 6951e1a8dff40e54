/**
 * A set of customers while a rule compiles. `part` is what narrows a table before anything else (the event's name, the
 * segment's version); scans of one table and part combine into one.
 * - `rows`: those whose row of `table` satisfies `condition` (a table with at most one row a customer). `absent` says
 *   whether a customer without a row would satisfy it too.
 * - `exists`: those with a row that satisfies `filter`. `known` = it holds only numbers that stand in `customer`.
 * - `groups`: those whose rows together satisfy `having`: written with plain aggregates when the rows of its only
 *   filter are all that is read (`alone`), else with aggregates that filter for themselves.
 */
export type CustomerSet =
  | {
      readonly kind: 'rows'
      readonly table: string
      readonly condition: string
      readonly absent: boolean
      /** The same customers from a table of words, where there is one: see words/encoding.ts. */
      readonly words?: { readonly table: string; readonly sql: string } | undefined
    }
  | ({ readonly kind: 'exists'; readonly filter: string; readonly known?: boolean } & Scan)
  | ({
      readonly kind: 'groups'
      readonly filters: readonly string[]
      readonly having: (alone: boolean) => string
      readonly absent: boolean
    } & Scan)
  | { readonly kind: 'not'; readonly of: CustomerSet }
  | { readonly kind: 'all'; readonly of: readonly CustomerSet[] }
  | { readonly kind: 'any'; readonly of: readonly CustomerSet[] }

interface Scan {
  readonly table: string
  readonly part: string
}
export type Of<Kind extends CustomerSet['kind']> = Extract<CustomerSet, { kind: Kind }>
