/** How a column of numbers is written: `share` 0 … 1, `milliseconds` a duration, `money` currency units, `plain` as it is. */
export type SheetUnit = 'text' | 'plain' | 'count' | 'number' | 'money' | 'share' | 'milliseconds'

/** A table to be written to a file, numbers as numbers. */
export interface Sheet {
  readonly title: string
  readonly columns: readonly { readonly name: string; readonly unit: SheetUnit }[]
  readonly rows: readonly (readonly (string | number | null)[])[]
}
